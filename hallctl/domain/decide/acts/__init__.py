"""Acts on applications (办件环节): the transition table, and the rules that its rows name."""
