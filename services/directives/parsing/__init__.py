"""Reading documents: from the text of a scan or a page to fields with their evidence."""
