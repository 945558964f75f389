"""
The policy as a document for people: a page in HTML or Markdown, in English or Spanish.

What decides stays as it was written; only what stands around it is in the reader's language.
"""
