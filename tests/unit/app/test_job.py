"""A job tells how far it is and learns that it is to end."""

from __future__ import annotations

from desktop_chat.app.job import Job


def test_a_job_goes_on_until_it_is_stopped() -> None:
    job = Job()
    assert job.note(1, 3)
    assert (job.done, job.total) == (1, 3)
    job.is_stopped = True
    assert not job.note(2, 3)
    assert job.done == 2
