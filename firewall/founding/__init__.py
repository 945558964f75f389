"""
SERVICE -> FIREWALL: everything that a first start needs, out of what a service says of itself and answers.

``drafts`` finds what can be asked, ``routes`` writes it as a service's file, ``mapping`` asks and proposes the field
map, ``texts`` and ``samples`` write the rest of the folder, ``placing`` puts all of it in its place, or none.
Nothing here opens anything but what the person who starts it names.
"""
