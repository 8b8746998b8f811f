from accounts.job_locks import JobLock


class UnreadJobLock(JobLock):
    """Held while a run of `send_unread` emails this user."""

    class Meta(JobLock.Meta):
        db_table = "chat_mailclaim"
