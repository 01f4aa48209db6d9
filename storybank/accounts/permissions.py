"""The one permissions table: who may do what. Anything not named here is refused."""

from enum import StrEnum


class RoleName(StrEnum):
    """The parts people play."""

    ADMINISTRATOR = "administrator"
    CONTRACT_MANAGER = "contract_manager"
    CONTRIBUTOR = "contributor"
    VERIFIER = "verifier"
    BOARD_READER = "board_reader"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ANALYST = "analyst"
    DATA_PROTECTION_OFFICER = "data_protection_officer"


class Action(StrEnum):
    """Everything that can be done. Each page is marked with one of these."""

    SEE_HOME = "see_home"
    SUBMIT_STORY = "submit_story"
    DECIDE_SUBMISSION = "decide_submission"
    READ_STORY = "read_story"
    EDIT_STORY = "edit_story"
    CHANGE_CONSENT = "change_consent"
    CODE_STORY = "code_story"
    READ_ACCURACY = "read_accuracy"
    MANAGE_CODEBOOK = "manage_codebook"
    SEARCH = "search"
    READ_CONTRACT = "read_contract"
    EDIT_CONTRACT = "edit_contract"
    RECORD_DELIVERY = "record_delivery"
    LINK_EVIDENCE = "link_evidence"
    VERIFY_LINK = "verify_link"
    READ_FRAMEWORK = "read_framework"
    MANAGE_FRAMEWORKS = "manage_frameworks"
    READ_PLACE = "read_place"
    MANAGE_PLACES = "manage_places"
    APPROVE_CHANGE = "approve_change"
    MARK_LEARNING = "mark_learning"
    DRAW_ROUND = "draw_round"
    READ_ROUND = "read_round"
    RECORD_MEMBER_CHECK = "record_member_check"
    READ_PANEL = "read_panel"
    RUN_PANEL = "run_panel"
    READ_REVIEW = "read_review"
    RUN_REVIEW = "run_review"
    READ_REPORT = "read_report"
    READ_ISSUED = "read_issued"
    RAISE_CONCERN = "raise_concern"
    SETTLE_CONCERN = "settle_concern"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_AUDIT = "read_audit"
    READ_ORIGINAL = "read_original"
    MASK_STORY = "mask_story"
    TYPE_ATTACHMENT = "type_attachment"
    MANAGE_CALLS = "manage_calls"
    MANAGE_TELLING = "manage_telling"
    WITHDRAW_STORY = "withdraw_story"
    ANSWER_STORY = "answer_story"
    PUBLISH_STORY = "publish_story"
    EXPORT_STORIES = "export_stories"
    ISSUE_REPORT = "issue_report"
    PREPARE_ANSWER = "prepare_answer"
    MANAGE_RETENTION = "manage_retention"
    HANDLE_COMPLAINT = "handle_complaint"
    EXPORT_SUBJECT = "export_subject"
    OWN_STORY = "own_story"
    RUN_PIPELINE = "run_pipeline"


_R = RoleName
_READERS = {
    _R.CONTRACT_MANAGER,
    _R.CONTRIBUTOR,
    _R.VERIFIER,
    _R.BOARD_READER,
    _R.SAFEGUARDING_LEAD,
    _R.ANALYST,
}

# What somebody may do with the story they told, by its return code, without an account.
STORYTELLERS = frozenset(
    {
        Action.OWN_STORY,
        Action.SUBMIT_STORY,
        Action.CHANGE_CONSENT,
        Action.WITHDRAW_STORY,
        Action.RECORD_MEMBER_CHECK,
        Action.RAISE_CONCERN,
    }
)

# An administrator runs the installation and reads nobody's story.
PERMISSIONS: dict[Action, frozenset[RoleName]] = {
    action: frozenset(roles)
    for action, roles in {
        Action.SEE_HOME: set(RoleName),
        Action.SUBMIT_STORY: {_R.CONTRIBUTOR, _R.CONTRACT_MANAGER, _R.ANALYST},
        Action.DECIDE_SUBMISSION: {_R.CONTRACT_MANAGER},
        Action.READ_STORY: _READERS,
        Action.EDIT_STORY: {_R.CONTRACT_MANAGER, _R.ANALYST},
        Action.CHANGE_CONSENT: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR},
        Action.CODE_STORY: {_R.CONTRACT_MANAGER, _R.ANALYST},
        Action.READ_ACCURACY: {_R.CONTRACT_MANAGER, _R.ANALYST, _R.VERIFIER, _R.BOARD_READER},
        Action.MANAGE_CODEBOOK: {_R.CONTRACT_MANAGER, _R.ANALYST},
        Action.SEARCH: _READERS,
        Action.READ_CONTRACT: {_R.CONTRACT_MANAGER, _R.ANALYST, _R.BOARD_READER},
        Action.EDIT_CONTRACT: {_R.CONTRACT_MANAGER},
        Action.RECORD_DELIVERY: {_R.CONTRACT_MANAGER},
        Action.LINK_EVIDENCE: {_R.CONTRACT_MANAGER, _R.ANALYST},
        Action.VERIFY_LINK: {_R.VERIFIER},
        Action.READ_FRAMEWORK: _READERS - {_R.SAFEGUARDING_LEAD},
        Action.MANAGE_FRAMEWORKS: {_R.CONTRACT_MANAGER, _R.ANALYST},
        Action.READ_PLACE: _READERS - {_R.SAFEGUARDING_LEAD},
        Action.MANAGE_PLACES: {_R.CONTRACT_MANAGER, _R.ANALYST},
        Action.APPROVE_CHANGE: {_R.CONTRACT_MANAGER},
        Action.MARK_LEARNING: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR},
        Action.DRAW_ROUND: {_R.VERIFIER},
        Action.READ_ROUND: {_R.CONTRACT_MANAGER, _R.ANALYST, _R.BOARD_READER, _R.VERIFIER},
        Action.RECORD_MEMBER_CHECK: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR, _R.VERIFIER},
        Action.READ_PANEL: {_R.CONTRACT_MANAGER, _R.ANALYST, _R.BOARD_READER},
        Action.RUN_PANEL: {_R.CONTRACT_MANAGER, _R.ANALYST},
        Action.READ_REVIEW: {_R.CONTRACT_MANAGER, _R.ANALYST, _R.BOARD_READER},
        Action.RUN_REVIEW: {_R.CONTRACT_MANAGER},
        Action.READ_REPORT: {_R.CONTRACT_MANAGER, _R.ANALYST, _R.BOARD_READER},
        Action.READ_ISSUED: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR, _R.ANALYST, _R.BOARD_READER},
        Action.RAISE_CONCERN: _READERS,
        Action.SETTLE_CONCERN: {_R.SAFEGUARDING_LEAD},
        Action.MANAGE_ACCOUNTS: {_R.ADMINISTRATOR},
        Action.READ_AUDIT: {_R.ADMINISTRATOR},
        Action.READ_ORIGINAL: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR, _R.SAFEGUARDING_LEAD},
        Action.MASK_STORY: {_R.CONTRACT_MANAGER},
        Action.TYPE_ATTACHMENT: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR},
        Action.MANAGE_CALLS: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR},
        Action.MANAGE_TELLING: {_R.ADMINISTRATOR},
        Action.WITHDRAW_STORY: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR},
        Action.ANSWER_STORY: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR},
        Action.PUBLISH_STORY: {_R.CONTRACT_MANAGER},
        Action.EXPORT_STORIES: {_R.CONTRACT_MANAGER, _R.ANALYST},
        Action.ISSUE_REPORT: {_R.CONTRACT_MANAGER},
        Action.PREPARE_ANSWER: {_R.CONTRACT_MANAGER, _R.CONTRIBUTOR},
        Action.MANAGE_RETENTION: {_R.DATA_PROTECTION_OFFICER},
        Action.HANDLE_COMPLAINT: {_R.DATA_PROTECTION_OFFICER},
        Action.EXPORT_SUBJECT: {_R.DATA_PROTECTION_OFFICER},
        Action.OWN_STORY: set(),
        Action.RUN_PIPELINE: set(),
    }.items()
}
