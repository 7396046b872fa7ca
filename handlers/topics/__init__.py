"""The topics, in menu order. A new one is a module here and a line below."""

from handlers.model import Topic
from handlers.topics import (
    access,
    card,
    ct07,
    demand,
    helping,
    home,
    human,
    lookup,
    office,
    officer,
    outside,
    proof,
    protection,
    residence,
    rights,
    scam,
    scam_check,
    sharing,
    talk,
    vneid,
)

TOPICS: tuple[Topic, ...] = tuple(
    module.TOPIC
    for module in (
        home,
        proof,
        demand,
        vneid,
        ct07,
        lookup,
        access,
        protection,
        sharing,
        card,
        helping,
        rights,
        officer,
        residence,
        office,
        scam,
        scam_check,
        talk,
        human,
        outside,
    )
)
