"""A browser's name as its owner would say it: « Firefox sous Windows »; the rest of what it says isn't kept."""

from typing import Final

# In this order: nearly every browser also names those that it wants to pass for.
_BROWSERS: Final = {
    "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS: Final = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS X": "macOS",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip
UNKNOWN: Final = "Navigateur inconnu"


def browser_name(user_agent: str) -> str:
    """The browser and its system, as far as they are known."""
    browser = next((name for mark, name in _BROWSERS.items() if f"{mark}/" in user_agent), None)
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), None)
    if browser and system:
        return f"{browser} sous {system}" if system not in ("iPhone", "iPad") else f"{browser} sur {system}"
    return browser or (f"Navigateur sous {system}" if system else UNKNOWN)
