"""whose words a sentence holds, and the language of a reading."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added one by one, not by making the tables anew: codings point at segments all the while.
    op.add_column(
        "segment",
        sa.Column(
            "voice",
            sa.Enum("OWN", "QUOTED", "TOLD", "ASKED", name="voice"),
            nullable=False,
            server_default="TOLD",
        ),
    )
    op.add_column(
        "segment", sa.Column("attributed_to", sa.String(), nullable=False, server_default="")
    )
    op.add_column(
        "story_reading", sa.Column("language", sa.String(), nullable=False, server_default="")
    )
    # Until a story is read again nobody knows whose words it holds, save an interviewer's.
    op.execute("UPDATE segment SET voice = 'ASKED' WHERE speaker = 'INTERVIEWER'")
    # So each is read again, by the newer reader that comes with this: boards quote no others.
    op.execute(
        "INSERT INTO outbox (event, subject_id, created_at, not_before, attempts) "
        "SELECT DISTINCT 'StorySaved', story_version.story_id, CURRENT_TIMESTAMP, "
        "CURRENT_TIMESTAMP, 0 FROM story_reading "
        "JOIN story_version ON story_version.id = story_reading.story_version_id"
    )


def downgrade() -> None:
    op.drop_column("story_reading", "language")
    op.drop_column("segment", "attributed_to")
    op.drop_column("segment", "voice")
