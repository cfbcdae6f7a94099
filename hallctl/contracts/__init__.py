"""What the hall expects of devices and promises the outside: protocols, value objects, topic names."""
