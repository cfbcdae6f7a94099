"""What the hall expects of a device and what the outside may rely on: protocols, value objects, topic names."""
