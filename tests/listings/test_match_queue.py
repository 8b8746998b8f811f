"""Searches are matched in turns: a flood of them delays the network that it comes from."""

from listings.updates import protocol
from listings.updates.match_queue import AT_ONCE, MAX_LOGGED, MatchQueue
from listings.updates.subscription import Subscription


def subscription(number: int, network: str) -> Subscription:
    made = Subscription(write=None, network=network)
    made.replace(protocol.Watch(query=f"min_rent={number}"))
    return made


def queue_with(*subscriptions: Subscription) -> MatchQueue:
    queue = MatchQueue()
    for one in subscriptions:
        queue.join(one)
    queue.add({1}, {1})
    return queue


def matched(queue: MatchQueue) -> list[Subscription]:
    """One turn: the subscriptions that it serves."""
    return [one for job in queue.take() for one in queue.finish(job)]


def test_flood_from_one_network_delays_nobody_else():
    flood = [subscription(number, "flood") for number in range(1000)]
    honest = subscription(2000, "home")
    queue = queue_with(*flood, honest)
    for _ in range(50):
        assert honest in matched(queue)
        queue.add({1}, {1})


def test_every_search_has_its_turn():
    flood = [subscription(number, "flood") for number in range(4 * AT_ONCE)]
    queue = queue_with(*flood)
    served = [one for _ in range(4) for one in matched(queue)]
    assert len(served) == len(flood)
    assert set(served) == set(flood)
    assert not queue.take()


def test_many_networks_take_turns_among_themselves():
    crowd = [subscription(number, f"network-{number % 200}") for number in range(2000)]
    honest = subscription(5000, "home")
    queue = queue_with(*crowd, honest)
    turns = 0
    while honest not in matched(queue):
        queue.add({turns}, {turns})
        turns += 1
    assert turns <= 201 // AT_ONCE


def test_search_that_many_pages_share_comes_first():
    alone = [subscription(number, "campus") for number in range(2 * AT_ONCE)]
    shared = [subscription(9000, "campus") for _ in range(3)]
    queue = queue_with(*alone, *shared)
    assert set(shared) <= set(matched(queue))


def test_search_is_matched_against_all_that_has_changed_since_its_last_turn():
    late = subscription(1, "home")
    queue = queue_with(late)
    queue.add({2, 3}, {3})
    [job] = queue.take()
    assert (job.changed, job.appeared) == ({1, 2, 3}, {1, 3})
    queue.finish(job)
    queue.add({4}, set())
    [job] = queue.take()
    assert (job.changed, job.appeared) == ({4}, set())


def test_network_whose_job_was_not_finished_is_served_before_the_others():
    crowd = [subscription(number, f"network-{number}") for number in range(30)]
    honest = subscription(5000, "home")
    queue = queue_with(*crowd, honest)
    for job in queue.take()[:-1]:
        queue.finish(job)
    queue.add({2}, {2})
    left = queue.take()[0].subscriptions
    assert len(left) == 1
    assert left[0].position == 0


def test_job_that_fails_is_taken_again():
    queue = queue_with(subscription(1, "home"))
    assert len(queue.take()) == len(queue.take()) == 1


def test_subscription_that_changed_its_search_meanwhile_gets_no_result_of_the_old_one():
    one = subscription(1, "home")
    queue = queue_with(one)
    [job] = queue.take()
    queue.leave(one)
    one.replace(protocol.Watch(query="min_rent=2"))
    queue.join(one)
    assert queue.finish(job) == []


def test_log_of_changes_has_a_bound():
    queue = queue_with(subscription(1, "home"))
    for start in range(0, 10 * MAX_LOGGED, 1000):
        queue.add(set(range(start, start + 1000)), set())
    [job] = queue.take()
    assert len(job.changed) <= MAX_LOGGED
