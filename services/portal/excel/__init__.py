"""Excel in and out: templates, files as clerks have them, lists as workbooks, and workbooks that come back."""
