"""what a story's wording boils down to, and which others are like it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("story_version_id", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("unexplained", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_signature_story_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["story_version_id"],
            ["story_version.id"],
            name=op.f("fk_story_signature_story_version_id_story_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_signature")),
        sa.UniqueConstraint("public_id", name=op.f("uq_story_signature_public_id")),
        sa.UniqueConstraint("story_id", name=op.f("uq_story_signature_story_id")),
    )
    op.create_index(
        op.f("ix_story_signature_story_version_id"), "story_signature", ["story_version_id"]
    )
    op.create_table(
        "signature_band",
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_signature_band_story_id_story")
        ),
        sa.PrimaryKeyConstraint("value", "story_id", name=op.f("pk_signature_band")),
    )
    op.create_index(op.f("ix_signature_band_story_id"), "signature_band", ["story_id"])
    op.create_table(
        "near_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.CheckConstraint("story_id <> other_id", name=op.f("ck_near_copy_two_stories")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["story.id"], name=op.f("fk_near_copy_other_id_story")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_near_copy_story_id_story")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_near_copy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_near_copy_public_id")),
        sa.UniqueConstraint("story_id", "other_id", name=op.f("uq_near_copy_story_id_other_id")),
    )
    op.create_index(op.f("ix_near_copy_other_id"), "near_copy", ["other_id"])


def downgrade() -> None:
    op.drop_table("near_copy")
    op.drop_table("signature_band")
    op.drop_table("story_signature")
