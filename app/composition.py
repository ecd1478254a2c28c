"""What the app is made of, in the order in which it is put together."""

from __future__ import annotations

from flask import Flask

from app.accounts import api as accounts_api
from app.accounts import pages as accounts_pages
from app.accounts.sessions import init_sessions
from app.activities import pages as activities_pages
from app.activities import pull as activities_pull
from app.activities.checkins import CHECKIN
from app.activities.models import Activity
from app.basemap import api as basemap_api
from app.basemap import commands as basemap_commands
from app.core import app_version_api, app_version_commands, group_commit, health, phone_files
from app.core import commands as core_commands
from app.core.access import public
from app.core.clock import Clock
from app.core.database import init_database
from app.core.desk import init_desk
from app.core.i18n import init_i18n
from app.core.logs import init_logging
from app.core.migrations import init_migrations
from app.core.openapi import init_openapi
from app.core.web import LjuspunktFlask, init_guard, init_web
from app.demo import commands as demo_commands
from app.hotspots import api as hotspots_api
from app.hotspots import commands as hotspot_commands
from app.hotspots import pages as hotspots_pages
from app.hotspots import pull as hotspots_pull
from app.hotspots import web as hotspots_web
from app.hotspots.keeping import KeptLists
from app.hotspots.reviews import api as reviews_api
from app.hotspots.reviews import handover_pages
from app.observations import commands as observation_commands
from app.observations import pages as observations_pages
from app.observations.kinds import OBSERVATION
from app.patrols.kinds import PATROL, VISIT
from app.places import commands as place_commands
from app.places import pages as places_pages
from app.places import pull as places_pull
from app.sync import api as sync_api
from app.sync import commands as sync_commands
from app.sync import pages as review_pages
from app.sync.registry import Registry, Source
from config import ROOT, Config

APIS = (
    accounts_api.blueprint,
    app_version_api.blueprint,
    sync_api.blueprint,
    hotspots_api.blueprint,
    reviews_api.blueprint,
    basemap_api.blueprint,
)
PAGES = (
    health.blueprint,
    phone_files.blueprint,
    accounts_pages.blueprint,
    review_pages.blueprint,
    places_pages.blueprint,
    activities_pages.blueprint,
    hotspots_pages.blueprint,
    handover_pages.blueprint,
    observations_pages.blueprint,
)
COMMANDS = (
    core_commands.group,
    app_version_commands.group,
    sync_commands.group,
    observation_commands.group,
    place_commands.create_admin,
    basemap_commands.group,
    demo_commands.group,
    hotspot_commands.group,
)


def compose(config: Config, clock: Clock | None) -> Flask:
    """The app with all that it is made of."""
    app = LjuspunktFlask(
        "ljuspunkt",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder="static/desk",
        static_url_path="/static/desk",
        instance_path=str(config.instance_path),
    )
    public(app.view_functions["static"])
    init_logging(config)
    init_database(app, config)
    app.extensions[group_commit.EXTENSION] = (
        group_commit.GroupCommit()
        if config.is_sqlite
        else group_commit.FewAtATime(config.writer_wait.total_seconds())
    )
    init_migrations(app)
    init_web(app, config, clock)
    init_sessions(app, config)
    init_guard(app)
    init_i18n(app)
    init_desk(app)
    app.extensions["ljuspunkt_registry"] = make_registry()
    app.extensions[hotspots_web.EXTENSION] = KeptLists()
    init_openapi(app, APIS)
    for blueprint in (*APIS, *PAGES):
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def make_registry() -> Registry:
    """The kinds and sources of sync; parents before children."""
    registry = Registry()
    for kind in (PATROL, VISIT, OBSERVATION, CHECKIN):
        registry.add_kind(kind)
    for source in (
        Source("area", places_pull.load_areas, "place.read"),
        Source("place", places_pull.load_places, "place.read"),
        Source("category", places_pull.load_categories, "category.read"),
        Source(
            "activity",
            activities_pull.load_activities,
            "activity.read",
            parent_table=Activity.__table__,
        ),
        Source(
            hotspots_pull.KIND,
            hotspots_pull.load_snapshots,
            "hotspot.read",
            is_own=True,
            refresh=hotspots_pull.Snapshots().refresh,
        ),
    ):
        registry.add_source(source)
    return registry
