"""Words that cannot end a sentence, and words that cannot follow those: how a gap is told from a lost adjective."""

_JOINING = """
a an the this that these those there which if
of in at to from with and or on for by as than versus vs via within near per
is are was were be been has have may might could would should can will appear appears seen
not no less more most very one same earlier
"""
_DESCRIBING = """
consistent suggesting suggests suggestive representing represents reflecting concerning
possible possibly probable probably likely questionable question recommend consider benefit differential
left right left-sided right-sided bilateral upper lower middle anterior posterior medial lobe
small large mild moderate severe minimal new old prior previous known stable acute chronic
thoracic mediastinal hilar aortic cardiac pulmonary pleural bony renal orthopedic collecting tortuous
"""
_CLOSING = """
of in at to from with without and or on for by as but versus vs however that which
is are was were be been has have may could would
"""

# Words that tell nothing by themselves.
JOINING = frozenset(_JOINING.split())
# Words that ask for another after them …
OPENING = JOINING | frozenset(_DESCRIBING.split())
# … and words that none of those can stand before.
CLOSING = frozenset(_CLOSING.split())
