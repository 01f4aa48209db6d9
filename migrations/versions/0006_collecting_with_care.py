"""collecting with care: telling, consent on record, masking, taking back, being told back.

Going down works on an empty database only: rows that point at what is dropped stop it. The copy
made before the upgrade is the way back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# In the order in which they may be dropped.
TABLES = (
    "publication",
    "identity_check",
    "teller_check",
    "report_recall",
    "report_quotation",
    "kept_count",
    "concern_entry",
    "answer",
    "withdrawal",
    "telling",
    "return_code",
    "own_theme",
    "legal_hold",
    "follow_up",
    "detail",
    "contact",
    "consent_event",
    "complaint",
    "attachment",
    "report",
    "call",
    "retention_rule",
    "notice_refusal",
    "notice",
    "disposal",
    "consent_statement",
    "help_number",
)
# Added as they are, not by making the tables anew: much points at submissions and stories.
COLUMNS = {
    "concern": (("due_at", "DATETIME"), ("warned_at", "DATETIME")),
    "consent": (("reminded_for", "DATE"),),
    "evidence_link": (("void_because", "VARCHAR NOT NULL DEFAULT ''"),),
    "story": (
        (
            "masked_by_id",
            "INTEGER CONSTRAINT fk_story_masked_by_id_user_account REFERENCES user_account (id)",
        ),
        ("masked_at", "DATETIME"),
        ("wants_check", "BOOLEAN NOT NULL DEFAULT FALSE"),
        ("checked_version", "INTEGER NOT NULL DEFAULT 0"),
        ("shown_when", "VARCHAR NOT NULL DEFAULT ''"),
    ),
    "story_version": (("sealed_at", "DATETIME"),),
    "submission": (
        ("door", "VARCHAR(7) NOT NULL DEFAULT 'STAFF'"),
        ("relation", "VARCHAR NOT NULL DEFAULT ''"),
        ("reason_told_for", "VARCHAR NOT NULL DEFAULT ''"),
        ("identifiability", "VARCHAR(11) NOT NULL DEFAULT 'UNNAMED'"),
        ("hide_place", "BOOLEAN NOT NULL DEFAULT FALSE"),
        ("lawful_basis", "VARCHAR(20) NOT NULL DEFAULT 'NOT_RECORDED'"),
        ("special_condition", "VARCHAR(16) NOT NULL DEFAULT 'NOT_RECORDED'"),
        ("basis_note", "VARCHAR NOT NULL DEFAULT ''"),
        ("consent_noted", "JSON NOT NULL DEFAULT '{}'"),
        ("counts_may_stay", "BOOLEAN NOT NULL DEFAULT FALSE"),
        ("wants_to_check", "BOOLEAN NOT NULL DEFAULT FALSE"),
        ("seconds_taken", "INTEGER"),
        ("about_when", "VARCHAR NOT NULL DEFAULT ''"),
        ("answers", "JSON NOT NULL DEFAULT '[]'"),
        ("details_found_at", "DATETIME"),
        ("erased_at", "DATETIME"),
        ("taken_back_at", "DATETIME"),
        ("original_gone_at", "DATETIME"),
    ),
}
# On tables that stood before; (table, columns, where).
INDEXES = {
    "ix_submission_taken_back": (
        "submission",
        ["id"],
        "taken_back_at IS NOT NULL AND erased_at IS NULL",
    ),
    "ix_consent_expires_on": (
        "consent",
        ["expires_on", "submission_id"],
        "expires_on IS NOT NULL",
    ),
    "ix_submission_original_gone": ("submission", ["id"], "original_gone_at IS NOT NULL"),
    "ix_consent_withdrawn": ("consent", ["submission_id"], "withdrawn_at IS NOT NULL"),
    "ix_submission_contributor": ("submission", ["contributor_id"], "erased_at IS NULL"),
    "ix_submission_file_sha256": ("submission", ["file_sha256"], "file_sha256 IS NOT NULL"),
}
# Words may go, as their teller or the law asks; what stands still never changes.
OLD_GUARDS = {
    "story_version_no_update": """
    CREATE TRIGGER story_version_no_update BEFORE UPDATE ON story_version
    BEGIN SELECT RAISE(ABORT, 'a story version never changes'); END
    """,
    "submission_words_no_update": """
    CREATE TRIGGER submission_words_no_update BEFORE UPDATE OF title, body ON submission
    WHEN OLD.status <> 'DRAFT'
    BEGIN SELECT RAISE(ABORT, 'a submission that was sent never changes'); END
    """,
}
GUARDS = {
    "story_version_no_update": """
    CREATE TRIGGER story_version_no_update BEFORE UPDATE ON story_version
    WHEN NEW.story_id <> OLD.story_id OR NEW.number <> OLD.number OR (NEW.body <> '' AND
      (NEW.body <> OLD.body OR NEW.title <> OLD.title OR NEW.note <> OLD.note))
    BEGIN SELECT RAISE(ABORT, 'a story version never changes'); END
    """,
    "submission_words_no_update": """
    CREATE TRIGGER submission_words_no_update BEFORE UPDATE OF title, body ON submission
    WHEN OLD.status NOT IN ('DRAFT', 'TO_TYPE') AND NEW.body <> ''
    BEGIN SELECT RAISE(ABORT, 'a submission that was sent never changes'); END
    """,
    "consent_event_no_update": """
    CREATE TRIGGER consent_event_no_update BEFORE UPDATE ON consent_event
    WHEN (SELECT erased_at FROM submission WHERE id = OLD.submission_id) IS NULL
      OR NEW.given_by_words || NEW.capacity || NEW.interpreter || NEW.witness <> ''
      OR NEW.submission_id <> OLD.submission_id OR NEW.act <> OLD.act OR NEW.at <> OLD.at
      OR NEW.purposes <> OLD.purposes OR NEW.expires_on IS NOT OLD.expires_on
      OR NEW.method <> OLD.method OR NEW.by_id IS NOT OLD.by_id OR NEW.door <> OLD.door
      OR NEW.statement_id IS NOT OLD.statement_id OR NEW.statement_sha256 <> OLD.statement_sha256
      OR NEW.given_by <> OLD.given_by OR NEW.evidence_sha256 IS NOT OLD.evidence_sha256
    BEGIN SELECT RAISE(ABORT, 'what a storyteller allowed is append-only'); END
    """,
    "consent_event_no_delete": """
    CREATE TRIGGER consent_event_no_delete BEFORE DELETE ON consent_event
    WHEN (SELECT erased_at FROM submission WHERE id = OLD.submission_id) IS NULL
    BEGIN SELECT RAISE(ABORT, 'what a storyteller allowed is append-only'); END
    """,
    "consent_statement_no_update": """
    CREATE TRIGGER consent_statement_no_update
    BEFORE UPDATE OF title, body, sha256, number, language, is_easy_read ON consent_statement
    BEGIN SELECT RAISE(ABORT, 'what storytellers were told never changes'); END
    """,
    "consent_statement_no_delete": """
    CREATE TRIGGER consent_statement_no_delete BEFORE DELETE ON consent_statement
    BEGIN SELECT RAISE(ABORT, 'what storytellers were told is append-only'); END
    """,
    "concern_entry_no_update": """
    CREATE TRIGGER concern_entry_no_update BEFORE UPDATE ON concern_entry
    WHEN NEW.words <> '' OR NEW.told <> '' OR NEW.concern_id <> OLD.concern_id
      OR NEW.act <> OLD.act OR NEW.at <> OLD.at OR NEW.by_id IS NOT OLD.by_id
    BEGIN SELECT RAISE(ABORT, 'the log of a concern is append-only'); END
    """,
    "concern_entry_no_delete": """
    CREATE TRIGGER concern_entry_no_delete BEFORE DELETE ON concern_entry
    BEGIN SELECT RAISE(ABORT, 'the log of a concern is append-only'); END
    """,
}
# Permissions on record so far become the first events of their submissions.
FIRST_EVENTS = (
    """
    INSERT INTO consent_event (public_id, created_at, submission_id, act, purposes, expires_on,
      at, method, door, statement_sha256, given_by, given_by_words, capacity, interpreter, witness)
    SELECT lower(hex(randomblob(16))), consent.created_at, consent.submission_id, 'GIVEN',
      json_array(lower(consent.purpose)), consent.expires_on, consent.given_at, consent.method,
      'STAFF', '', 'SELF', '', '', '', ''
    FROM consent JOIN submission ON submission.id = consent.submission_id
    WHERE submission.status <> 'DRAFT' ORDER BY consent.id
    """,
    """
    INSERT INTO consent_event (public_id, created_at, submission_id, act, purposes, at, method,
      door, statement_sha256, given_by, given_by_words, capacity, interpreter, witness)
    SELECT lower(hex(randomblob(16))), consent.withdrawn_at, consent.submission_id, 'WITHDRAWN',
      json_array(lower(consent.purpose)), consent.withdrawn_at, consent.method,
      'STAFF', '', 'SELF', '', '', '', ''
    FROM consent WHERE consent.withdrawn_at IS NOT NULL ORDER BY consent.withdrawn_at, consent.id
    """,
    # Whoever gave a name to be called by chose it.
    """
    UPDATE submission SET identifiability = 'CHOSEN_NAME'
    WHERE contributor_id IN (SELECT id FROM contributor WHERE display_name <> '')
    """,
)
# A raised concern holds a story at once from now on: also those that were raised before.
HELD_AT_ONCE = (
    """
    UPDATE submission SET status = 'HELD',
      fingerprint = CASE status WHEN 'DECLINED' THEN public_id ELSE fingerprint END
    WHERE status IN ('WAITING', 'ACCEPTED', 'DECLINED')
      AND id IN (SELECT submission_id FROM concern WHERE status = 'RAISED')
    """,
    """
    UPDATE story SET status = 'HELD', revision = revision + 1
    WHERE status = 'ACCEPTED'
      AND submission_id IN (SELECT submission_id FROM concern WHERE status = 'RAISED')
    """,
    "UPDATE concern SET due_at = datetime(created_at, '+1 day') WHERE status = 'RAISED'",
)


def upgrade() -> None:
    op.create_table(
        "help_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_help_number_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_help_number_public_id")),
    )
    op.create_index(
        op.f("ix_help_number_organisation_id"), "help_number", ["organisation_id"], unique=False
    )
    op.create_table(
        "consent_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_easy_read", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_consent_statement_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["user_account.id"],
            name=op.f("fk_consent_statement_written_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_statement")),
        sa.UniqueConstraint(
            "organisation_id",
            "language",
            "is_easy_read",
            "number",
            name=op.f("uq_consent_statement_organisation_id_language_is_easy_read_number"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_consent_statement_public_id")),
    )
    op.create_index(
        op.f("ix_consent_statement_sha256"), "consent_statement", ["sha256"], unique=False
    )
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_disposal_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_disposal_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_disposal_public_id")),
    )
    op.create_index(
        op.f("ix_disposal_organisation_id"), "disposal", ["organisation_id"], unique=False
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("WAITING", "SENT", "FAILED", "DROPPED", name="noticestatus"),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["user_account.id"], name=op.f("fk_notice_to_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notice_public_id")),
    )
    op.create_index(op.f("ix_notice_status"), "notice", ["status"], unique=False)
    op.create_index(
        "ix_notice_told", "notice", ["template", "to_user_id", "created_at"], unique=False
    )
    op.create_table(
        "notice_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notice_refusal_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_refusal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notice_refusal_public_id")),
        sa.UniqueConstraint("user_id", "template", name=op.f("uq_notice_refusal_user_id_template")),
    )
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "TELLING",
                "DRAFT",
                "DECLINED",
                "ORIGINAL",
                "STORY",
                "CONSENT",
                "CONCERN",
                name="retentionkind",
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_retention_rule_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"],
            ["user_account.id"],
            name=op.f("fk_retention_rule_set_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint(
            "organisation_id", "kind", name=op.f("uq_retention_rule_organisation_id_kind")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_retention_rule_public_id")),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("readers", sa.String(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column(
            "lawful_basis",
            sa.Enum(
                "NOT_RECORDED", "CONSENT", "PUBLIC_TASK", "LEGITIMATE_INTERESTS", name="lawfulbasis"
            ),
            nullable=False,
        ),
        sa.Column("basis_note", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_call_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_call_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_call_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_call_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("public_id", name=op.f("uq_call_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_call_slug")),
    )
    op.create_index(op.f("ix_call_contract_id"), "call", ["contract_id"], unique=False)
    op.create_index(op.f("ix_call_organisation_id"), "call", ["organisation_id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.Enum("DRAFT", "ISSUED", name="reportstatus"), nullable=False),
        sa.Column("told_from", sa.Date(), nullable=True),
        sa.Column("told_to", sa.Date(), nullable=True),
        sa.Column("frozen", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("issued_to", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_report_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["user_account.id"], name=op.f("fk_report_issued_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_report_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_report_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    op.create_index(op.f("ix_report_organisation_id"), "report", ["organisation_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("VOICE", "PHOTO", "PAPER", name="attachmentkind"), nullable=False
        ),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("typed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_attachment_submission_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["typed_by_id"],
            ["user_account.id"],
            name=op.f("fk_attachment_typed_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachment_public_id")),
    )
    op.create_index(
        op.f("ix_attachment_submission_id"), "attachment", ["submission_id"], unique=False
    )
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"], unique=False)
    op.create_index(
        "ix_attachment_removed",
        "attachment",
        ["submission_id"],
        unique=False,
        sqlite_where=sa.text("removed_at IS NOT NULL AND sha256 <> ''"),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("door", sa.Enum("STAFF", "OWN", "FILE", "COMMAND", name="door"), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_complaint_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_complaint_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["user_account.id"], name=op.f("fk_complaint_taken_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_public_id")),
    )
    op.create_index(
        op.f("ix_complaint_organisation_id"), "complaint", ["organisation_id"], unique=False
    )
    op.create_table(
        "consent_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "act", sa.Enum("GIVEN", "RENEWED", "WITHDRAWN", name="consentact"), nullable=False
        ),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("door", sa.Enum("STAFF", "OWN", "FILE", "COMMAND", name="door"), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("statement_sha256", sa.String(), nullable=False),
        sa.Column(
            "identifiability",
            sa.Enum("NAMED", "CHOSEN_NAME", "UNNAMED", name="identifiability"),
            nullable=True,
        ),
        sa.Column("hide_place", sa.Boolean(), nullable=True),
        sa.Column(
            "given_by",
            sa.Enum("SELF", "GUARDIAN", "REPRESENTATIVE", name="givenby"),
            nullable=False,
        ),
        sa.Column("given_by_words", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("interpreter", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("evidence_sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_consent_event_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["consent_statement.id"],
            name=op.f("fk_consent_event_statement_id_consent_statement"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_consent_event_submission_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consent_event_public_id")),
    )
    op.create_index(
        op.f("ix_consent_event_submission_id"), "consent_event", ["submission_id"], unique=False
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("may_tell_answers", sa.Boolean(), nullable=False),
        sa.Column("may_ask_again", sa.Boolean(), nullable=False),
        sa.Column("may_remind", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_contact_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_public_id")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_contact_submission_id")),
    )
    op.create_table(
        "detail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("SUGGESTED", "ACCEPTED", "REJECTED", name="detailstatus"),
            nullable=False,
        ),
        sa.Column("replacement", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_detail_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_detail_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detail")),
        sa.UniqueConstraint("public_id", name=op.f("uq_detail_public_id")),
        sa.UniqueConstraint(
            "submission_id", "start", "end", name=op.f("uq_detail_submission_id_start_end")
        ),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_submission_id", sa.Integer(), nullable=True),
        sa.Column("lasted", sa.Enum("YES", "PARTLY", "NO", name="lasted"), nullable=True),
        sa.Column("said_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_submission_id"],
            ["submission.id"],
            name=op.f("fk_follow_up_answered_by_submission_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_follow_up_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("public_id", name=op.f("uq_follow_up_public_id")),
        sa.UniqueConstraint(
            "submission_id", "months", name=op.f("uq_follow_up_submission_id_months")
        ),
    )
    op.create_index(
        op.f("ix_follow_up_answered_by_submission_id"),
        "follow_up",
        ["answered_by_submission_id"],
        unique=False,
    )
    op.create_index("ix_follow_up_due", "follow_up", ["due_on", "id"], unique=False)
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("placed_by_id", sa.Integer(), nullable=True),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"],
            ["user_account.id"],
            name=op.f("fk_legal_hold_lifted_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"],
            ["user_account.id"],
            name=op.f("fk_legal_hold_placed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_legal_hold_submission_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sa.UniqueConstraint("public_id", name=op.f("uq_legal_hold_public_id")),
    )
    op.create_index(
        op.f("ix_legal_hold_submission_id"), "legal_hold", ["submission_id"], unique=False
    )
    op.create_index(
        "uq_legal_hold_standing",
        "legal_hold",
        ["submission_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "own_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_own_theme_code_id_code")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_own_theme_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_theme")),
        sa.UniqueConstraint("public_id", name=op.f("uq_own_theme_public_id")),
    )
    op.create_index(
        op.f("ix_own_theme_submission_id"), "own_theme", ["submission_id"], unique=False
    )
    op.create_table(
        "return_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_return_code_call_id_call")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_return_code_submission_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_return_code_code_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_return_code_public_id")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_return_code_submission_id")),
    )
    op.create_index(op.f("ix_return_code_call_id"), "return_code", ["call_id"], unique=False)
    op.create_table(
        "telling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_telling_call_id_call")),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["submission.id"], name=op.f("fk_telling_follows_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_telling_code_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_telling_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_telling_token_hash")),
    )
    op.create_index(op.f("ix_telling_call_id"), "telling", ["call_id"], unique=False)
    op.create_table(
        "withdrawal",
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
                "QUOTATION",
                "RESEARCH_EXPORT",
                "PHOTO_OR_VOICE",
                name="purpose",
            ),
            nullable=True,
        ),
        sa.Column("door", sa.Enum("STAFF", "OWN", "FILE", "COMMAND", name="door"), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("counts_kept", sa.Boolean(), nullable=False),
        sa.Column("reached", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_withdrawal_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_withdrawal_submission_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_withdrawal_public_id")),
    )
    op.create_index(
        op.f("ix_withdrawal_submission_id"), "withdrawal", ["submission_id"], unique=False
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "change", sa.Enum("NONE", "PLANNED", "MADE", name="answerchange"), nullable=False
        ),
        sa.Column("change_words", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("disputed_at", sa.DateTime(), nullable=True),
        sa.Column("dispute_words", sa.String(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "length(evidence) > 0 OR change <> 'MADE' OR taken_back_at IS NOT NULL",
            name=op.f("ck_answer_evidence"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_answer_answered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["answer.id"], name=op.f("fk_answer_follows_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_answer_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_answer_story_id_story")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_answer_public_id")),
    )
    op.create_index(op.f("ix_answer_organisation_id"), "answer", ["organisation_id"], unique=False)
    op.create_index("ix_answer_story", "answer", ["story_id", "answered_at", "id"], unique=False)
    op.create_index("ix_answer_due_on", "answer", ["due_on"], unique=False)
    op.create_index(
        "ix_answer_disputed_at",
        "answer",
        ["disputed_at"],
        unique=False,
        sqlite_where=sa.text("disputed_at IS NOT NULL"),
    )
    op.create_table(
        "concern_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("RAISED", "NOTED", "TOLD", "HELD", "CLEARED", name="concernact"),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_concern_entry_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concern.id"], name=op.f("fk_concern_entry_concern_id_concern")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_entry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_concern_entry_public_id")),
    )
    op.create_index(
        op.f("ix_concern_entry_concern_id"), "concern_entry", ["concern_id"], unique=False
    )
    op.create_table(
        "kept_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawal_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column(
            "change", sa.Enum("NEED", "BETTER", "WORSE", "ACTIVITY", name="change"), nullable=False
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_kept_count_code_id_code")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_kept_count_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"],
            ["withdrawal.id"],
            name=op.f("fk_kept_count_withdrawal_id_withdrawal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_count")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kept_count_public_id")),
    )
    op.create_index(
        "ix_kept_count_contract_code", "kept_count", ["contract_id", "code_id"], unique=False
    )
    op.create_index(
        op.f("ix_kept_count_withdrawal_id"), "kept_count", ["withdrawal_id"], unique=False
    )
    op.create_table(
        "report_quotation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_quotation_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_report_quotation_story_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_quotation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_quotation_public_id")),
        sa.UniqueConstraint(
            "report_id", "position", name=op.f("uq_report_quotation_report_id_position")
        ),
    )
    op.create_index("ix_report_quotation_story", "report_quotation", ["story_id"], unique=False)
    op.create_table(
        "report_recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("quotations", sa.Integer(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_recall_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_recall_settled_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_report_recall_story_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_recall")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_recall_public_id")),
    )
    op.create_index(
        op.f("ix_report_recall_report_id"), "report_recall", ["report_id"], unique=False
    )
    op.create_index(op.f("ix_report_recall_story_id"), "report_recall", ["story_id"], unique=False)
    op.create_table(
        "teller_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["user_account.id"],
            name=op.f("fk_teller_check_settled_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_teller_check_story_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teller_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_teller_check_public_id")),
    )
    op.create_index(op.f("ix_teller_check_story_id"), "teller_check", ["story_id"], unique=False)
    op.create_table(
        "identity_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
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
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("rare", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("may_share", sa.Boolean(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["user_account.id"],
            name=op.f("fk_identity_check_checked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_identity_check_story_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_identity_check_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_identity_check_public_id")),
    )
    op.create_index(
        op.f("ix_identity_check_story_id"), "identity_check", ["story_id"], unique=False
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(), nullable=True),
        sa.Column("taken_down_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["user_account.id"],
            name=op.f("fk_publication_published_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_publication_story_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_publication_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publication_public_id")),
    )
    op.create_index(op.f("ix_publication_story_id"), "publication", ["story_id"], unique=False)
    op.create_index(
        "uq_publication_standing",
        "publication",
        ["story_id"],
        unique=True,
        sqlite_where=sa.text("taken_down_at IS NULL"),
    )
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    for index, (table, indexed, where) in INDEXES.items():
        op.create_index(index, table, indexed, unique=False, sqlite_where=sa.text(where))
    for name in OLD_GUARDS:
        op.execute(f"DROP TRIGGER {name}")
    for statement in (*FIRST_EVENTS, *HELD_AT_ONCE, *GUARDS.values()):
        op.execute(statement)


def downgrade() -> None:
    for name in GUARDS:
        op.execute(f"DROP TRIGGER {name}")
    for index, (table, _, _) in INDEXES.items():
        op.drop_index(index, table_name=table)
    for table in TABLES:
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(table) as batch_op:
            for name, _ in columns:
                batch_op.drop_column(name)
    # Last: a table that is made anew loses its triggers.
    for statement in OLD_GUARDS.values():
        op.execute(statement)
