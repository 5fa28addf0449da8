"""What a web page says and what it is about: the parts that HTML, MHTML, WARC and fetched pages share."""
