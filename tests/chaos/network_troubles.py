"""The faults of the network: no coverage, and what becomes of requests and answers on the way."""

from __future__ import annotations

from collections.abc import Callable

from tests.chaos.kinds import KINDS, Kind
from tests.chaos.network import first
from tests.chaos.phones import ChaosPhone
from tests.chaos.world import World
from tests.support import proxy as network
from tests.support.proxy import Answered, Asked, Fault, Forward


def _offline(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.is_offline = True
    phone.browser.go_offline()
    return "no coverage"


def _online(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.is_offline = False
    phone.browser.go_online()
    return "coverage"


KINDS["offline"] = Kind(_offline, _online)


def _better_network(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.network.fail_always(None)
    return "the network is good again"


def _api_only(fault: Fault) -> Fault:
    def on_api(asked: Asked, forward: Forward) -> Answered:
        return fault(asked, forward) if asked.path.startswith("/api/") else forward(asked)

    return on_api


def _network(choose: Callable[[ChaosPhone, int], Fault]) -> Kind:
    """A network that does this to what comes; the dice choose among its forms."""

    def begin(_world: World, phone: ChaosPhone, dice: int) -> str:
        phone.network.fail_always(choose(phone, dice))
        return "begins"

    return Kind(begin, _better_network)


KINDS["request_lost"] = _network(lambda _phone, _dice: network.drop_request)
KINDS["answer_lost"] = _network(lambda _phone, dice: first(1 + dice % 4, network.drop_answer))
KINDS["answer_cut"] = _network(
    lambda _phone, dice: _api_only((network.truncate, network.shorten)[dice % 2])
)
KINDS["duplicated"] = _network(lambda phone, _dice: _api_only(phone.network.duplicate))
KINDS["reordered"] = _network(lambda phone, dice: first(1 + dice % 3, phone.network.overtaken))
KINDS["delayed"] = _network(lambda phone, _dice: _api_only(phone.network.delay))
KINDS["bad_gateway"] = _network(lambda _phone, _dice: network.bad_gateway)
KINDS["captive_portal"] = _network(
    lambda _phone, dice: (network.captive_portal, network.redirecting_portal)[dice % 2]
)
KINDS["slow_loris"] = _network(
    lambda phone, dice: _api_only((phone.network.drip_answer, phone.network.drip_request)[dice % 2])
)
