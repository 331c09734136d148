"""The practice bot beside a stand-in of Telegram, read as conversations."""
