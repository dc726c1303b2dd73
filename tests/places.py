"""Where things are for the tests, and the settings of a house opened in a folder of their own."""

from pathlib import Path

from bot.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "knowledge"
QUESTIONS = ROOT / "tests" / "questions"


def settings_in(folder: Path, models: Path) -> Settings:
    """Settings whose data live in ``folder``, with the model already there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(models)
    return load_settings(data_dir=folder, knowledge_dir=KNOWLEDGE)
