"""
Names and places in free text, by a language model from the city's own disk: the extra ``names``.

The model's files are pinned by a digest (``files``), read in worker processes (``model``) and asked
under a deadline (``reader``).  Only findings are added: what a model finds can only be cut out.
"""
