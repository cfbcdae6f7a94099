"""Who is called next (叫号规则): the router's interface, and one module for each rule and what it reads."""
