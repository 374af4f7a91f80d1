"""交付: notices with reasons and 教示, mailbox, posting, delivery."""
