"""What a comparison looks like: sentences, a table on a terminal, pictures, a page to forward."""
