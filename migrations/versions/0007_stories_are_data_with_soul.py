"""stories are data with soul: kinds of report, choices, shares, files, schedules, the budget.

Going down works on an empty database only: rows that point at what is dropped stop it. The copy
made before the upgrade is the way back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# In the order in which they may be dropped.
TABLES = (
    "report_file_story",
    "report_file",
    "report_choice",
    "report_share",
    "report_schedule",
    "budget_narrative",
    "money_figure",
    "learning_note",
)
# Added as they are, not by making the table anew: quotations and recalls point at reports.
COLUMNS = (
    ("kind", "VARCHAR(19) NOT NULL DEFAULT 'BOARD_PACK'"),
    ("purpose", "VARCHAR(19) NOT NULL DEFAULT 'BOARD'"),
    ("place_id", "INTEGER CONSTRAINT fk_report_place_id_place REFERENCES place (id)"),
    (
        "framework_id",
        "INTEGER CONSTRAINT fk_report_framework_id_framework REFERENCES framework (id)",
    ),
    ("supplier", "VARCHAR NOT NULL DEFAULT ''"),
    ("department", "VARCHAR NOT NULL DEFAULT ''"),
    ("more", "JSON NOT NULL DEFAULT '{}'"),
    ("checklist", "JSON NOT NULL DEFAULT '{}'"),
    (
        "schedule_id",
        "INTEGER CONSTRAINT fk_report_schedule_id_report_schedule REFERENCES report_schedule (id)",
    ),
)


def upgrade() -> None:
    op.create_table(
        "budget_narrative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("committed", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_budget_narrative_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["user_account.id"],
            name=op.f("fk_budget_narrative_written_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_narrative")),
        sa.UniqueConstraint("public_id", name=op.f("uq_budget_narrative_public_id")),
    )
    op.create_index(
        "ix_budget_narrative_year",
        "budget_narrative",
        ["organisation_id", "year", "department"],
        unique=False,
    )
    op.create_table(
        "money_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("worked_out_on", sa.Date(), nullable=False),
        sa.Column("caveat", sa.String(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_out_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_money_figure_amount")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_money_figure_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_money_figure_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_figure")),
        sa.UniqueConstraint("public_id", name=op.f("uq_money_figure_public_id")),
    )
    op.create_index(
        "ix_money_figure_year",
        "money_figure",
        ["organisation_id", "year", "department"],
        unique=False,
    )
    op.create_table(
        "learning_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("taught", sa.String(), nullable=False),
        sa.Column("changed", sa.String(), nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("learnt_on", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_learning_note_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_learning_note_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["user_account.id"],
            name=op.f("fk_learning_note_written_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_learning_note_public_id")),
    )
    op.create_index(
        op.f("ix_learning_note_contract_id"), "learning_note", ["contract_id"], unique=False
    )
    op.create_index(
        op.f("ix_learning_note_organisation_id"), "learning_note", ["organisation_id"], unique=False
    )
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "BOARD_PACK",
                "EVIDENCE_PACK",
                "SOCIAL_VALUE_BUDGET",
                "PLAN_ON_A_PAGE",
                "PLACE",
                "SUPPLIER",
                "WHO_IS_MISSING",
                "LEARNING_LOG",
                "COUNCILLOR_VIEW",
                "STORY_TO_ANSWER",
                name="reportkind",
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "CONTRACT_MANAGEMENT",
                "BOARD",
                "PUBLIC",
                "OTHER_BODIES",
                "MACHINE_SUGGESTIONS",
                "QUOTATION",
                "RESEARCH_EXPORT",
                "PHOTO_OR_VOICE",
                name="purpose",
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("framework_id", sa.Integer(), nullable=True),
        sa.Column("supplier", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_report_schedule_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"],
            ["framework.id"],
            name=op.f("fk_report_schedule_framework_id_framework"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_report_schedule_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_report_schedule_owner_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_report_schedule_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_schedule_public_id")),
    )
    op.create_index(
        "ix_report_schedule_due",
        "report_schedule",
        ["next_on"],
        unique=False,
        sqlite_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index(
        op.f("ix_report_schedule_organisation_id"),
        "report_schedule",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "report_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("PDF", "WORD", "WORKBOOK", "CSV", "TEXT", "EASY_READ", name="fileform"),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("WAITING", "WORKING", "DONE", "FAILED", name="filestatus"),
            nullable=False,
        ),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("done_share", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("told_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_file_asked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_file_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_file_public_id")),
    )
    op.create_index(op.f("ix_report_file_asked_at"), "report_file", ["asked_at"], unique=False)
    op.create_index(
        op.f("ix_report_file_asked_by_id"), "report_file", ["asked_by_id"], unique=False
    )
    op.create_index(op.f("ix_report_file_report_id"), "report_file", ["report_id"], unique=False)
    op.create_table(
        "report_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("told_to", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("times_opened", sa.Integer(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_share_ended_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_share_made_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_share_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_share")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_share_public_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_report_share_token_sha256")),
    )
    op.create_index(op.f("ix_report_share_report_id"), "report_share", ["report_id"], unique=False)
    op.create_table(
        "report_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column(
            "choice", sa.Enum("QUOTE", "LEAVE_OUT", "TELL_WHOLE", name="choicemade"), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_choice_made_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_choice_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_report_choice_story_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_report_choice_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_choice")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_choice_public_id")),
        sa.UniqueConstraint(
            "report_id",
            "story_version_id",
            "start",
            "end",
            name=op.f("uq_report_choice_report_id_story_version_id_start_end"),
        ),
    )
    op.create_index("ix_report_choice_story", "report_choice", ["story_id"], unique=False)
    op.create_table(
        "report_file_story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column("may_be_whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["report_file.id"], name=op.f("fk_report_file_story_file_id_report_file")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_report_file_story_story_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_report_file_story_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file_story")),
        sa.UniqueConstraint(
            "file_id", "story_id", name=op.f("uq_report_file_story_file_id_story_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_file_story_public_id")),
    )
    op.create_index("ix_report_file_story_story", "report_file_story", ["story_id"], unique=False)
    for name, kind in COLUMNS:
        op.execute(f"ALTER TABLE report ADD COLUMN {name} {kind}")


def downgrade() -> None:
    with op.batch_alter_table("report") as batch_op:
        for name, _ in COLUMNS:
            batch_op.drop_column(name)
    for table in TABLES:
        op.drop_table(table)
