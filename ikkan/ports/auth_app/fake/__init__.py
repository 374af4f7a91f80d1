"""A provider that does what デジタル認証アプリ does, for the demo and for tests: everybody it knows is invented."""
