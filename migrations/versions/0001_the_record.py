"""the record."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What must never change is refused by the database itself, whoever asks.
GUARDS = (
    """
    CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END
    """,
    """
    CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END
    """,
    """
    CREATE TRIGGER story_version_no_update BEFORE UPDATE ON story_version
    BEGIN SELECT RAISE(ABORT, 'a story version never changes'); END
    """,
    """
    CREATE TRIGGER submission_words_no_update BEFORE UPDATE OF title, body ON submission
    WHEN OLD.status <> 'DRAFT'
    BEGIN SELECT RAISE(ABORT, 'a submission that was sent never changes'); END
    """,
)


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(
            "ix_audit_event_subject", ["subject_type", "subject_id"], unique=False
        )

    op.create_table(
        "codebook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook")),
        sa.UniqueConstraint("public_id", name=op.f("uq_codebook_public_id")),
        sa.UniqueConstraint("slug", "version", name=op.f("uq_codebook_slug_version")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_installation_public_id")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("AUTHORITY", "SUPPLIER", "VCSE", "VERIFIER", name="organisationkind"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_public_id")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_waiting",
            ["not_before", "id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("include", sa.String(), nullable=False),
        sa.Column("exclude", sa.String(), nullable=False),
        sa.Column("act_pillar", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebook.id"], name=op.f("fk_code_codebook_id_codebook")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("codebook_id", "slug", name=op.f("uq_code_codebook_id_slug")),
        sa.UniqueConstraint("public_id", name=op.f("uq_code_public_id")),
    )
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_slug"), ["slug"], unique=False)

    op.create_table(
        "contributor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_contributor_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contributor_public_id")),
    )
    with op.batch_alter_table("contributor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contributor_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_user_account_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_account_public_id")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_user_account_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("supplier_organisation_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("buyer", sa.String(), nullable=False),
        sa.Column("supplier", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("value", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_contract_dates"),
        ),
        sa.CheckConstraint("value IS NULL OR value >= 0", name=op.f("ck_contract_value")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_contract_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_contract_owner_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_contract_supplier_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint(
            "organisation_id", "reference", name=op.f("uq_contract_organisation_id_reference")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_public_id")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_supplier_organisation_id"),
            ["supplier_organisation_id"],
            unique=False,
        )

    op.create_table(
        "role_held",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_held_role_id_role")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_role_held_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_role_held")),
    )
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_held_role_id"), ["role_id"], unique=False)

    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "quantity IS NULL OR quantity >= 0", name=op.f("ck_commitment_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_commitment_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_commitment_owner_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("contract_id", "ref", name=op.f("uq_commitment_contract_id_ref")),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_public_id")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("contributor_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("DRAFT", "WAITING", "HELD", "ACCEPTED", "DECLINED", name="submissionstatus"),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("BENEFICIARY_STORY", "INTERVIEW_TRANSCRIPT", "CASE_STUDY", name="storykind"),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("format", sa.Enum("PLAIN", "MARKDOWN", name="textformat"), nullable=False),
        sa.Column(
            "teller", sa.Enum("SELF", "ON_BEHALF", "ORGANISATION", name="teller"), nullable=False
        ),
        sa.Column("told_for", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(title) > 0 OR status = 'DRAFT'", name=op.f("ck_submission_title")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_submission_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["contributor_id"],
            ["contributor.id"],
            name=op.f("fk_submission_contributor_id_contributor"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_submission_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_submission_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["user_account.id"],
            name=op.f("fk_submission_submitted_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submission_public_id")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_submission_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_submission_status", ["status", "id"], unique=False)
        batch_op.create_index(
            "uq_submission_fingerprint",
            ["fingerprint"],
            unique=True,
            sqlite_where=sa.text("status IN ('WAITING', 'HELD', 'ACCEPTED')"),
        )

    op.create_table(
        "commitment_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["code.id"], name=op.f("fk_commitment_theme_code_id_code")
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_theme_commitment_id_commitment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_theme")),
        sa.UniqueConstraint(
            "commitment_id", "code_id", name=op.f("uq_commitment_theme_commitment_id_code_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_theme_public_id")),
    )
    with op.batch_alter_table("commitment_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_theme_code_id"), ["code_id"], unique=False)

    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "status", sa.Enum("RAISED", "HELD", "CLEARED", name="concernstatus"), nullable=False
        ),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_concern_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["user_account.id"], name=op.f("fk_concern_raised_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_concern_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("public_id", name=op.f("uq_concern_public_id")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_concern_submission_id")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_status"), ["status"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "CONTRACT_MANAGEMENT",
                "BOARD",
                "PUBLIC",
                "OTHER_BODIES",
                "MACHINE_SUGGESTIONS",
                name="purpose",
            ),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_consent_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consent_public_id")),
        sa.UniqueConstraint(
            "submission_id", "purpose", name=op.f("uq_consent_submission_id_purpose")
        ),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_delivery_quantity")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_delivery_period")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_delivery_commitment_id_commitment")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_delivery_recorded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delivery_public_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_commitment_id"), ["commitment_id"], unique=False
        )

    op.create_table(
        "story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("contributor_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column(
            "status", sa.Enum("ACCEPTED", "HELD", "WITHDRAWN", name="storystatus"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum("BENEFICIARY_STORY", "INTERVIEW_TRANSCRIPT", "CASE_STUDY", name="storykind"),
            nullable=False,
        ),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.Column("prepared_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"],
            ["user_account.id"],
            name=op.f("fk_story_accepted_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_story_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["contributor_id"], ["contributor.id"], name=op.f("fk_story_contributor_id_contributor")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_story_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_story_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sa.UniqueConstraint("public_id", name=op.f("uq_story_public_id")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_story_submission_id")),
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_story_contributor_id"), ["contributor_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_story_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_story_place"), ["place"], unique=False)
        batch_op.create_index(
            "ix_story_status_accepted", ["status", "accepted_at", "id"], unique=False
        )

    op.create_table(
        "story_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_draft_story_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_story_draft_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_story_draft_public_id")),
        sa.UniqueConstraint("story_id", "user_id", name=op.f("uq_story_draft_story_id_user_id")),
    )
    with op.batch_alter_table("story_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_draft_user_id"), ["user_id"], unique=False)

    op.create_table(
        "story_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("format", sa.Enum("PLAIN", "MARKDOWN", name="textformat"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edited_by_id"],
            ["user_account.id"],
            name=op.f("fk_story_version_edited_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_version_story_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_version")),
        sa.UniqueConstraint("public_id", name=op.f("uq_story_version_public_id")),
        sa.UniqueConstraint("story_id", "number", name=op.f("uq_story_version_story_id_number")),
    )
    op.create_table(
        "evidence_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("stance", sa.Enum("SUPPORTS", "CONTRADICTS", name="stance"), nullable=False),
        sa.Column(
            "status",
            sa.Enum("SUGGESTED", "CONFIRMED", "REJECTED", "VOID", name="linkstatus"),
            nullable=False,
        ),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_by_organisation_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint('"end" > start', name=op.f("ck_evidence_link_offsets")),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_evidence_link_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_evidence_link_made_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_evidence_link_made_by_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_evidence_link_story_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_evidence_link_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evidence_link_public_id")),
        sa.UniqueConstraint(
            "story_version_id",
            "commitment_id",
            "start",
            "end",
            name=op.f("uq_evidence_link_story_version_id_commitment_id_start_end"),
        ),
    )
    with op.batch_alter_table("evidence_link", schema=None) as batch_op:
        batch_op.create_index(
            "ix_evidence_link_commitment_status", ["commitment_id", "status"], unique=False
        )
        batch_op.create_index("ix_evidence_link_status", ["status", "id"], unique=False)
        batch_op.create_index("ix_evidence_link_story_status", ["story_id", "status"], unique=False)

    op.create_table(
        "identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_identifier_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sa.UniqueConstraint("public_id", name=op.f("uq_identifier_public_id")),
        sa.UniqueConstraint(
            "story_version_id",
            "start",
            "end",
            "type",
            name=op.f("uq_identifier_story_version_id_start_end_type"),
        ),
    )
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("speaker", sa.Enum("STORYTELLER", "INTERVIEWER", name="speaker"), nullable=False),
        sa.CheckConstraint('"end" > start', name=op.f("ck_segment_offsets")),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_segment_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_segment_public_id")),
        sa.UniqueConstraint(
            "story_version_id", "position", name=op.f("uq_segment_story_version_id_position")
        ),
    )
    op.create_table(
        "story_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_story_reading_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_reading")),
        sa.UniqueConstraint("public_id", name=op.f("uq_story_reading_public_id")),
        sa.UniqueConstraint("story_version_id", name=op.f("uq_story_reading_story_version_id")),
    )
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column(
            "change", sa.Enum("NEED", "BETTER", "WORSE", "ACTIVITY", name="change"), nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum("SUGGESTED", "CONFIRMED", "REJECTED", name="codingstatus"),
            nullable=False,
        ),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_coding_code_id_code")),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_coding_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_coding_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_coding_segment_id_segment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
        sa.UniqueConstraint("public_id", name=op.f("uq_coding_public_id")),
        sa.UniqueConstraint("segment_id", "code_id", name=op.f("uq_coding_segment_id_code_id")),
    )
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_coding_code_status", ["code_id", "status", "change"], unique=False
        )
        batch_op.create_index(
            "ix_coding_suggested",
            ["segment_id"],
            unique=False,
            sqlite_where=sa.text("status = 'SUGGESTED'"),
        )

    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum("UPHELD", "PARTLY_UPHELD", "NOT_UPHELD", name="finding"),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=False),
        sa.Column("verified_by_organisation_id", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["evidence_link.id"], name=op.f("fk_verification_link_id_evidence_link")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"],
            ["user_account.id"],
            name=op.f("fk_verification_verified_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_verification_verified_by_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("link_id", name=op.f("uq_verification_link_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_verification_public_id")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_verification_verified_by_id"), ["verified_by_id"], unique=False
        )

    for statement in GUARDS:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verification_verified_by_id"))

    op.drop_table("verification")
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.drop_index("ix_coding_suggested", sqlite_where=sa.text("status = 'SUGGESTED'"))
        batch_op.drop_index("ix_coding_code_status")

    op.drop_table("coding")
    op.drop_table("story_reading")
    op.drop_table("segment")
    op.drop_table("identifier")
    with op.batch_alter_table("evidence_link", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_link_story_status")
        batch_op.drop_index("ix_evidence_link_status")
        batch_op.drop_index("ix_evidence_link_commitment_status")

    op.drop_table("evidence_link")
    op.drop_table("story_version")
    with op.batch_alter_table("story_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_draft_user_id"))

    op.drop_table("story_draft")
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.drop_index("ix_story_status_accepted")
        batch_op.drop_index(batch_op.f("ix_story_place"))
        batch_op.drop_index(batch_op.f("ix_story_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_story_contributor_id"))
        batch_op.drop_index(batch_op.f("ix_story_contract_id"))

    op.drop_table("story")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_commitment_id"))

    op.drop_table("delivery")
    op.drop_table("consent")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concern_status"))

    op.drop_table("concern")
    with op.batch_alter_table("commitment_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_theme_code_id"))

    op.drop_table("commitment_theme")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_submission_fingerprint",
            sqlite_where=sa.text("status IN ('WAITING', 'HELD', 'ACCEPTED')"),
        )
        batch_op.drop_index("ix_submission_status")
        batch_op.drop_index(batch_op.f("ix_submission_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_submission_contract_id"))

    op.drop_table("submission")
    op.drop_table("commitment")
    with op.batch_alter_table("role_held", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_held_role_id"))

    op.drop_table("role_held")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_supplier_organisation_id"))

    op.drop_table("contract")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_organisation_id"))

    op.drop_table("user_account")
    with op.batch_alter_table("contributor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contributor_organisation_id"))

    op.drop_table("contributor")
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_slug"))

    op.drop_table("code")
    op.drop_table("role")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_waiting", sqlite_where=sa.text("done_at IS NULL"))

    op.drop_table("outbox")
    op.drop_table("organisation")
    op.drop_table("installation")
    op.drop_table("codebook")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")
        batch_op.drop_index(batch_op.f("ix_audit_event_actor_id"))

    op.drop_table("audit_event")
