"""From words to dots: pictures of LED panels (点阵), their typefaces, and lines of text drawn with them."""
