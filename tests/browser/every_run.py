"""Which browser tests are part of every run; `make live-test` runs the others.

Of each feature its main path is walked in every run, by mouse, by keyboard and without a script.
The remaining states, faults and screens take some twenty minutes on two cores, and have a job of
their own in the workflows.
"""

import re

ALL = ""
EVERY_RUN = {
    "test_all_checks": ALL,
    "test_api": ALL,
    "test_audit": "good_page|axe",
    "test_cards_browser": "by_keyboard",
    "test_checks": "told_why|next_visit|keyboard_alone|without_javascript|write_numbers|forgotten",
    "test_clinic_browser": "dropped_anywhere|by_keyboard|refused_with_its_reason|phone.light",
    "test_explorables_browser": "nothing_is_loaded|arrow_keys|without_a_script",
    "test_foot": "following_a_link|each_section",
    "test_livecode_browser": "^(?!.*(starting_can_be_stopped|edit_of_code))",
    "test_livecode_faults": r"does_not_come.*worker.js.*missing|own_scripts|webassembly"
    "|from_a_file|without_python",
    "test_livecode_reading": "keyboard|told|small_window|folded|own_keys|themes",
    "test_livecode_scripts": ALL,
    "test_livecode_server": "finds_the_kernel|stopping_keeps|is_the_books|with_its_token"
    "|prints_what_the_page_shows",
    "test_livecode_wheels": ALL,
    "test_lost": "names_the_page",
    "test_offline": ALL,
    "test_pages": ALL,
    "test_pins": "reload|keyboard|hostile",
    "test_practice": "judged_one_by_one|without_javascript|by_keyboard",
    "test_print": ALL,
    "test_progress_browser": "filled_saved|first_version|without_javascript",
    "test_reading": "skip_link|theme_follows|390-index|faces",
    "test_review_browser": "keyboard_alone|missed_check|without_javascript",
    "test_search": "what_readers_ask|arrows|slip",
    "test_setting": "margin.*1280|ease.*1280|cover|same_room.*1280",
    "test_triage_browser": "one_question|keyboard",
}


def seldom(path, name):
    """Say whether a test, of a file, is left to `make live-test`."""
    return not re.search(EVERY_RUN.get(path.stem, ALL), name)
