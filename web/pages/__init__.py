"""The pages that people see: kiosk, window panel, wall."""
