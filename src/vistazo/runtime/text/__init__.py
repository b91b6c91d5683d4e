"""Reading lines of text: finding them on a page, decoding what a reader file says of them."""
