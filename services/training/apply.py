"""What training learns from the registry: members and organisations."""

from shared.city import copies
from shared.city.service import Following

FOLLOWING = Following(effects=copies.EFFECTS, reset=copies.forget)
