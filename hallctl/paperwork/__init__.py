"""Documents (文书) on paper: words from templates, pages as PDF, seals and signatures. It decides nothing."""
