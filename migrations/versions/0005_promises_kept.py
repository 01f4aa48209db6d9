"""promises kept: frameworks, places, changes of promises, rounds of verification, reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Added as they are, not by making the tables anew: much points at contracts, promises, stories
# and links. SQLite and PostgreSQL both take a constraint beside the column it is on.
COLUMNS = {
    "contract": (
        ("kind", "VARCHAR(8) NOT NULL DEFAULT 'CONTRACT'"),
        ("category", "VARCHAR(8)"),
        ("regime", "VARCHAR(20)"),
        ("is_people_service", "BOOLEAN NOT NULL DEFAULT FALSE"),
        ("department", "VARCHAR NOT NULL DEFAULT ''"),
        ("place_id", "INTEGER CONSTRAINT fk_contract_place_id_place REFERENCES place (id)"),
        (
            "framework_id",
            "INTEGER CONSTRAINT fk_contract_framework_id_framework REFERENCES framework (id)",
        ),
        (
            "deputy_id",
            "INTEGER CONSTRAINT fk_contract_deputy_id_user_account REFERENCES user_account (id)",
        ),
        ("may_extend_to", "DATE"),
        ("signed_on", "DATE"),
        ("ask", "VARCHAR NOT NULL DEFAULT ''"),
        ("lots", "JSON NOT NULL DEFAULT '[]'"),
        ("ocid", "VARCHAR NOT NULL DEFAULT ''"),
        ("ocds_id", "VARCHAR NOT NULL DEFAULT ''"),
        ("supplier_identifier", "VARCHAR NOT NULL DEFAULT ''"),
        ("imported", "JSON NOT NULL DEFAULT '{}'"),
    ),
    "commitment": (
        (
            "tender_quantity",
            "NUMERIC(14, 2) CONSTRAINT ck_commitment_tender_quantity "
            "CHECK (tender_quantity IS NULL OR tender_quantity >= 0)",
        ),
        ("kind", "VARCHAR(7)"),
        ("additionality", "VARCHAR(10)"),
        ("beneficiaries", "VARCHAR NOT NULL DEFAULT ''"),
        ("baseline", "VARCHAR NOT NULL DEFAULT ''"),
        ("story_question", "VARCHAR NOT NULL DEFAULT ''"),
        ("verifiable_by", "VARCHAR NOT NULL DEFAULT ''"),
        ("verifiable_from", "VARCHAR NOT NULL DEFAULT ''"),
        ("descriptors", "JSON NOT NULL DEFAULT '[]'"),
        ("withdrawn_on", "DATE"),
        ("ocds_id", "VARCHAR NOT NULL DEFAULT ''"),
        ("imported", "JSON NOT NULL DEFAULT '{}'"),
    ),
    "evidence_link": (
        ("who", "VARCHAR NOT NULL DEFAULT ''"),
        ("what_changed", "VARCHAR NOT NULL DEFAULT ''"),
        ("brought_about", "VARCHAR NOT NULL DEFAULT ''"),
        ("strengths", "JSON NOT NULL DEFAULT '[]'"),
        (
            "strengths_by_id",
            "INTEGER CONSTRAINT fk_evidence_link_strengths_by_id_user_account "
            "REFERENCES user_account (id)",
        ),
    ),
    "story": (("learning_only", "BOOLEAN NOT NULL DEFAULT FALSE"),),
}


def upgrade() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "level",
            sa.Enum("WARD", "AREA", "AUTHORITY", "REGION", name="placelevel"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("also_called", sa.String(), nullable=False),
        sa.Column("is_merged", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_id <> id", name=op.f("ck_place_own_parent")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["place.id"], name=op.f("fk_place_parent_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("public_id", name=op.f("uq_place_public_id")),
    )
    op.create_index(op.f("ix_place_code"), "place", ["code"], unique=False)
    op.create_index(op.f("ix_place_name"), "place", ["name"], unique=False)
    op.create_index(op.f("ix_place_parent_id"), "place", ["parent_id"], unique=False)
    op.create_index(
        "uq_place_name",
        "place",
        ["parent_id", "name"],
        unique=True,
        sqlite_where=sa.text("NOT is_merged"),
    )
    op.create_table(
        "framework",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("SHIPPED", "IMPORTED", "CHARTER", "VARIANT", name="frameworkkind"),
            nullable=False,
        ),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_with", sa.String(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("is_exportable", sa.Boolean(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_framework_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["framework.id"], name=op.f("fk_framework_parent_id_framework")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_framework_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint(
            "organisation_id",
            "slug",
            "edition",
            name=op.f("uq_framework_organisation_id_slug_edition"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_framework_public_id")),
    )
    op.create_index(op.f("ix_framework_parent_id"), "framework", ["parent_id"], unique=False)
    op.create_index(op.f("ix_framework_place_id"), "framework", ["place_id"], unique=False)
    op.create_table(
        "framework_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("origin_item_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["framework_id"],
            ["framework.id"],
            name=op.f("fk_framework_item_framework_id_framework"),
        ),
        sa.ForeignKeyConstraint(
            ["origin_item_id"],
            ["framework_item.id"],
            name=op.f("fk_framework_item_origin_item_id_framework_item"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["framework_item.id"],
            name=op.f("fk_framework_item_parent_id_framework_item"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_item")),
        sa.UniqueConstraint(
            "framework_id", "code", name=op.f("uq_framework_item_framework_id_code")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_framework_item_public_id")),
    )
    op.create_index(
        op.f("ix_framework_item_origin_item_id"), "framework_item", ["origin_item_id"], unique=False
    )
    op.create_index(
        op.f("ix_framework_item_parent_id"), "framework_item", ["parent_id"], unique=False
    )
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("spoke_to", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_check_in_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user_account.id"], name=op.f("fk_check_in_noted_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_in_public_id")),
    )
    op.create_index(op.f("ix_check_in_contract_id"), "check_in", ["contract_id"], unique=False)
    op.create_table(
        "conflict_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("declared_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_conflict_declaration_contract_id_contract"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_conflict_declaration_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conflict_declaration_public_id")),
    )
    op.create_index(
        "ix_conflict_declaration_contract",
        "conflict_declaration",
        ["contract_id", "user_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conflict_declaration_user_id"), "conflict_declaration", ["user_id"], unique=False
    )
    op.create_table(
        "crosswalk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_crosswalk_code_id_code")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["framework_item.id"], name=op.f("fk_crosswalk_item_id_framework_item")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_crosswalk_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crosswalk")),
        sa.UniqueConstraint("item_id", "code_id", name=op.f("uq_crosswalk_item_id_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_crosswalk_public_id")),
    )
    op.create_index("ix_crosswalk_code", "crosswalk", ["code_id", "item_id"], unique=False)
    op.create_table(
        "effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column(
            "pillar", sa.Enum("ECONOMIC", "SOCIAL", "ENVIRONMENTAL", name="pillar"), nullable=False
        ),
        sa.Column("is_positive", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("mitigation", sa.String(), nullable=False),
        sa.Column("foreseen_on", sa.Date(), nullable=False),
        sa.Column("foreseen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_effect_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["foreseen_by_id"],
            ["user_account.id"],
            name=op.f("fk_effect_foreseen_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint("public_id", name=op.f("uq_effect_public_id")),
    )
    op.create_index(op.f("ix_effect_contract_id"), "effect", ["contract_id"], unique=False)
    op.create_table(
        "handover_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_handover_note_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["user_account.id"],
            name=op.f("fk_handover_note_written_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_handover_note_public_id")),
    )
    op.create_index(
        op.f("ix_handover_note_contract_id"), "handover_note", ["contract_id"], unique=False
    )
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=False),
        sa.Column("followed_up_on", sa.Date(), nullable=True),
        sa.Column(
            "result", sa.Enum("KEPT", "PARTLY_KEPT", "NOT_KEPT", name="pledgeresult"), nullable=True
        ),
        sa.Column("barrier", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_pledge_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_pledge_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_pledge_recorded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pledge_public_id")),
    )
    op.create_index(op.f("ix_pledge_contract_id"), "pledge", ["contract_id"], unique=False)
    op.create_index(
        "ix_pledge_follow_up", "pledge", ["organisation_id", "follow_up_on"], unique=False
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("QUARTERLY", "ANNUAL", "MID_TERM", "CLOSING", "EXTRA", name="reviewkind"),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("attended", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_review_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_review_recorded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_public_id")),
    )
    op.create_index("ix_review_contract_due", "review", ["contract_id", "due_on"], unique=False)
    op.create_index("ix_review_due", "review", ["held_on", "due_on"], unique=False)
    op.create_table(
        "review_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("every_months", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "every_months >= 1 AND every_months <= 24", name=op.f("ck_review_calendar_every_months")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_review_calendar_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_calendar")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_review_calendar_contract_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_calendar_public_id")),
    )
    op.create_table(
        "selection_panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_selection_panel_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_selection_panel_made_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_selection_panel_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_panel")),
        sa.UniqueConstraint("public_id", name=op.f("uq_selection_panel_public_id")),
    )
    op.create_index(
        op.f("ix_selection_panel_contract_id"), "selection_panel", ["contract_id"], unique=False
    )
    op.create_index(
        op.f("ix_selection_panel_organisation_id"),
        "selection_panel",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "verification_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("population_size", sa.Integer(), nullable=False),
        sa.Column("population_hash", sa.String(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["user_account.id"],
            name=op.f("fk_verification_round_closed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contract.id"],
            name=op.f("fk_verification_round_contract_id_contract"),
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_verification_round_drawn_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_verification_round_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_round")),
        sa.UniqueConstraint(
            "contract_id", "number", name=op.f("uq_verification_round_contract_id_number")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_verification_round_public_id")),
    )
    op.create_index(
        op.f("ix_verification_round_organisation_id"),
        "verification_round",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "commitment_band",
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_band_commitment_id_commitment"),
        ),
        sa.PrimaryKeyConstraint("value", "commitment_id", name=op.f("pk_commitment_band")),
    )
    op.create_index(
        op.f("ix_commitment_band_commitment_id"),
        "commitment_band",
        ["commitment_id"],
        unique=False,
    )
    op.create_table(
        "commitment_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_signature_commitment_id_commitment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_signature")),
        sa.UniqueConstraint("commitment_id", name=op.f("uq_commitment_signature_commitment_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_signature_public_id")),
    )
    op.create_table(
        "commitment_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("PROPOSED", "APPROVED", "REFUSED", name="changestatus"),
            nullable=False,
        ),
        sa.Column("lowers", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decision_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_change_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_commitment_change_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["user_account.id"],
            name=op.f("fk_commitment_change_proposed_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_change")),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_change_public_id")),
    )
    op.create_index(
        "ix_commitment_change_commitment",
        "commitment_change",
        ["commitment_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_commitment_change_status", "commitment_change", ["status", "id"], unique=False
    )
    op.create_table(
        "commitment_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_item_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["framework_item.id"],
            name=op.f("fk_commitment_item_item_id_framework_item"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_item")),
        sa.UniqueConstraint(
            "commitment_id", "item_id", name=op.f("uq_commitment_item_commitment_id_item_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_item_public_id")),
    )
    op.create_index(
        op.f("ix_commitment_item_item_id"), "commitment_item", ["item_id"], unique=False
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column(
            "word",
            sa.Enum(
                "GOOD",
                "APPROACHING_TARGET",
                "REQUIRES_IMPROVEMENT",
                "INADEQUATE",
                "OTHER",
                name="ratingword",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rated_by_id", sa.Integer(), nullable=True),
        sa.Column("rated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_rating_period")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_rating_commitment_id_commitment")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_rating_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["rated_by_id"], ["user_account.id"], name=op.f("fk_rating_rated_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rating_public_id")),
    )
    op.create_index(op.f("ix_rating_commitment_id"), "rating", ["commitment_id"], unique=False)
    op.create_index("ix_rating_contract", "rating", ["contract_id", "to_on"], unique=False)
    op.create_table(
        "review_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("side", sa.Enum("BUYER", "SUPPLIER", "BOTH", name="side"), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"],
            ["user_account.id"],
            name=op.f("fk_review_action_agreed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_review_action_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_review_action_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_action_review_id_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_action")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_action_public_id")),
    )
    op.create_index(
        op.f("ix_review_action_commitment_id"), "review_action", ["commitment_id"], unique=False
    )
    op.create_index(
        "ix_review_action_contract",
        "review_action",
        ["contract_id", "done_on", "due_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_review_action_review_id"), "review_action", ["review_id"], unique=False
    )
    op.create_table(
        "selection_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("sat", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["panel_id"],
            ["selection_panel.id"],
            name=op.f("fk_selection_round_panel_id_selection_panel"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_round")),
        sa.UniqueConstraint("panel_id", "number", name=op.f("uq_selection_round_panel_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_selection_round_public_id")),
    )
    op.create_table(
        "shortfall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "NOTICED", "PLANNED", "REMEDIED", "REMEDY_TAKEN", "DROPPED", name="shortfallstatus"
            ),
            nullable=False,
        ),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("plan_due_on", sa.Date(), nullable=True),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("noticed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_shortfall_commitment_id_commitment")
        ),
        sa.ForeignKeyConstraint(
            ["noticed_by_id"],
            ["user_account.id"],
            name=op.f("fk_shortfall_noticed_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortfall")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shortfall_public_id")),
    )
    op.create_index(
        op.f("ix_shortfall_commitment_id"), "shortfall", ["commitment_id"], unique=False
    )
    op.create_table(
        "effect_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("effect_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column(
            "finding",
            sa.Enum("HAPPENED", "PARTLY", "DID_NOT", "NOBODY_SAID", name="effectfinding"),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["user_account.id"],
            name=op.f("fk_effect_check_checked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["effect_id"], ["effect.id"], name=op.f("fk_effect_check_effect_id_effect")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_effect_check_story_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_effect_check_public_id")),
    )
    op.create_index(op.f("ix_effect_check_effect_id"), "effect_check", ["effect_id"], unique=False)
    op.create_index(op.f("ix_effect_check_story_id"), "effect_check", ["story_id"], unique=False)
    op.create_table(
        "selection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("told_back_on", sa.Date(), nullable=True),
        sa.Column("told_back_how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_selection_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["selection_round.id"], name=op.f("fk_selection_round_id_selection_round")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_selection_story_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_selection_public_id")),
        sa.UniqueConstraint(
            "round_id", "story_id", "domain", name=op.f("uq_selection_round_id_story_id_domain")
        ),
    )
    op.create_index(op.f("ix_selection_story_id"), "selection", ["story_id"], unique=False)
    op.create_table(
        "member_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("RIGHT", "PARTLY_RIGHT", "NOT_RIGHT", name="memberanswer"),
            nullable=False,
        ),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["evidence_link.id"], name=op.f("fk_member_check_link_id_evidence_link")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_member_check_recorded_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_member_check_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_member_check_public_id")),
    )
    op.create_index(op.f("ix_member_check_link_id"), "member_check", ["link_id"], unique=False)
    op.create_index(
        op.f("ix_member_check_story_version_id"), "member_check", ["story_version_id"], unique=False
    )
    op.create_table(
        "rating_footnote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["evidence_link.id"], name=op.f("fk_rating_footnote_link_id_evidence_link")
        ),
        sa.ForeignKeyConstraint(
            ["rating_id"], ["rating.id"], name=op.f("fk_rating_footnote_rating_id_rating")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_footnote")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rating_footnote_public_id")),
        sa.UniqueConstraint(
            "rating_id", "link_id", name=op.f("uq_rating_footnote_rating_id_link_id")
        ),
    )
    op.create_index(
        op.f("ix_rating_footnote_link_id"), "rating_footnote", ["link_id"], unique=False
    )
    op.create_table(
        "round_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_sampled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["evidence_link.id"], name=op.f("fk_round_item_link_id_evidence_link")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["verification_round.id"],
            name=op.f("fk_round_item_round_id_verification_round"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_item")),
        sa.UniqueConstraint("public_id", name=op.f("uq_round_item_public_id")),
        sa.UniqueConstraint("round_id", "link_id", name=op.f("uq_round_item_round_id_link_id")),
    )
    op.create_index("ix_round_item_link", "round_item", ["link_id"], unique=False)

    for table, columns in COLUMNS.items():
        for name, words in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {words}")
    for column in ("department", "framework_id", "ocid", "place_id", "supplier_identifier"):
        op.create_index(op.f(f"ix_contract_{column}"), "contract", [column])

    # Nothing points at deliveries and findings, so these tables may be made anew.
    with op.batch_alter_table("delivery") as batch:
        batch.add_column(sa.Column("points", sa.Integer(), nullable=True))
        batch.alter_column("quantity", existing_type=sa.Numeric(14, 2), nullable=True)
        batch.drop_constraint(op.f("ck_delivery_quantity"), type_="check")
        batch.create_check_constraint(
            op.f("ck_delivery_quantity"), "quantity IS NULL OR quantity >= 0"
        )
        batch.create_check_constraint(
            op.f("ck_delivery_points"), "points IS NULL OR (points >= 0 AND points <= 5)"
        )
        batch.create_check_constraint(
            op.f("ck_delivery_something"), "quantity IS NOT NULL OR points IS NOT NULL"
        )
    with op.batch_alter_table("verification") as batch:
        batch.alter_column(
            "finding",
            existing_type=sa.String(13),
            type_=sa.Enum(
                "UPHELD", "PARTLY_UPHELD", "NOT_UPHELD", "COULD_NOT_TELL", name="finding"
            ),
            existing_nullable=False,
        )
        batch.add_column(sa.Column("round_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column(
                "method",
                sa.Enum("READ", "SPOKE", "SAW_RECORD", "SITE_VISIT", name="method"),
                nullable=False,
                server_default="READ",
            )
        )
        batch.add_column(sa.Column("checked_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_verification_round_id_verification_round"),
            "verification_round",
            ["round_id"],
            ["id"],
        )
        batch.create_index(op.f("ix_verification_round_id"), ["round_id"])
        batch.create_index(op.f("ix_verification_verified_at"), ["verified_at"])
        batch.drop_index(op.f("ix_verification_verified_by_id"))
        batch.create_index("ix_verification_verified_by", ["verified_by_id", "verified_at"])
    op.create_index("ix_story_version_edited_by", "story_version", ["edited_by_id", "story_id"])
    op.drop_index("ix_story_contract_id", "story")
    op.create_index(
        "ix_story_contract", "story", ["contract_id", "status", "accepted_at", "id"], unique=False
    )
    op.drop_index("ix_evidence_link_status", "evidence_link")
    op.create_index(
        "ix_evidence_link_status",
        "evidence_link",
        ["status", "id", "commitment_id", "story_id", "stance", "made_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_story_contract", "story")
    op.create_index("ix_story_contract_id", "story", ["contract_id"], unique=False)
    op.drop_index("ix_evidence_link_status", "evidence_link")
    op.create_index("ix_evidence_link_status", "evidence_link", ["status", "id"], unique=False)
    op.drop_index("ix_story_version_edited_by", "story_version")
    with op.batch_alter_table("verification") as batch:
        batch.drop_index("ix_verification_verified_by")
        batch.create_index(op.f("ix_verification_verified_by_id"), ["verified_by_id"])
        batch.drop_index(op.f("ix_verification_verified_at"))
        batch.drop_index(op.f("ix_verification_round_id"))
        batch.drop_constraint(
            op.f("fk_verification_round_id_verification_round"), type_="foreignkey"
        )
        for column in ("checked_on", "method", "round_id"):
            batch.drop_column(column)
    with op.batch_alter_table("delivery") as batch:
        batch.drop_constraint(op.f("ck_delivery_something"), type_="check")
        batch.drop_constraint(op.f("ck_delivery_points"), type_="check")
        batch.drop_column("points")
    for column in ("department", "framework_id", "ocid", "place_id", "supplier_identifier"):
        op.drop_index(op.f(f"ix_contract_{column}"), "contract")
    # Works in an empty bank; one with data goes back by the copy made before the upgrade.
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            if table == "commitment":
                batch.drop_constraint(op.f("ck_commitment_tender_quantity"), type_="check")
            for name, _ in columns:
                batch.drop_column(name)
    for table in (
        "round_item",
        "rating_footnote",
        "member_check",
        "selection",
        "effect_check",
        "shortfall",
        "selection_round",
        "review_action",
        "rating",
        "commitment_band",
        "commitment_signature",
        "commitment_item",
        "commitment_change",
        "verification_round",
        "selection_panel",
        "review_calendar",
        "review",
        "pledge",
        "handover_note",
        "effect",
        "crosswalk",
        "conflict_declaration",
        "check_in",
        "framework_item",
        "framework",
        "place",
    ):
        op.drop_table(table)
