"""What follows from an event that is already on disk: device commands for calling, printing and rating."""
