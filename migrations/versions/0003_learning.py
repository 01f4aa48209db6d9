"""a place's own themes, sentences as vectors, and what was learnt from people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added as it is, not by making the table anew: codings and promises point at codes.
    op.add_column("code", sa.Column("retired_at", sa.DateTime(), nullable=True))
    op.create_table(
        "code_example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["code.id"], name=op.f("fk_code_example_code_id_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_example")),
        sa.UniqueConstraint("code_id", "position", name=op.f("uq_code_example_code_id_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_code_example_public_id")),
    )
    op.create_table(
        "segment_vector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_segment_vector_segment_id_segment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_vector")),
        sa.UniqueConstraint("public_id", name=op.f("uq_segment_vector_public_id")),
        sa.UniqueConstraint("segment_id", name=op.f("uq_segment_vector_segment_id")),
    )
    op.create_table(
        "theme_layer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("positives", sa.Integer(), nullable=False),
        sa.Column("negatives", sa.Integer(), nullable=False),
        sa.Column("score_before", sa.Float(), nullable=False),
        sa.Column("score_after", sa.Float(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_theme_layer_code_id_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_layer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_theme_layer_public_id")),
    )
    op.create_index(
        "uq_theme_layer_active",
        "theme_layer",
        ["code_id"],
        unique=True,
        sqlite_where=sa.text("is_active"),
    )


def downgrade() -> None:
    op.drop_index("uq_theme_layer_active", "theme_layer")
    op.drop_table("theme_layer")
    op.drop_table("segment_vector")
    op.drop_table("code_example")
    op.drop_column("code", "retired_at")
