"""The table of all actions that are built, in the order of the menus."""

from annotator.ui.actions import Action, PaneKey, Scope

MENUS = ("Project", "Edit", "Article", "Label", "View", "Help")

_WINDOW = Scope.WINDOW

# Rows of a table: easier to read than one argument a line.
# fmt: off
_PROJECT = (
    Action("project.new", "New project…", "projects.make", ("Ctrl+N",), "Project", _WINDOW),
    Action("project.open", "Open project…", "projects.choose", ("Ctrl+O",), "Project", _WINDOW),
    Action("project.sample", "Open the sample corpus", "projects.open_sample", (), "Project",
           _WINDOW),
    Action("project.copy", "Save a copy…", "projects.save_copy", ("Ctrl+Shift+S",), "Project",
           _WINDOW, "has_project", group=1),
    Action("articles.ingest", "Add articles…", "ingesting.ask_files", ("Ctrl+I",), "Project",
           _WINDOW, "idle_project", group=2),
    Action("articles.ingest-folder", "Add a folder of articles…", "ingesting.ask_folder", (),
           "Project", _WINDOW, "idle_project", group=2),
    Action("articles.came-in", "What came in last…", "correcting.show_last", (), "Project",
           _WINDOW, "has_project", group=2),
    Action("labels.import", "Import labelled files…", "transfer.import_files",
           ("Ctrl+Shift+I",), "Project", _WINDOW, "idle_project", group=2),
    Action("labels.import-folder", "Import a labelled folder…", "transfer.import_folder", (),
           "Project", _WINDOW, "idle_project", group=2),
    Action("project.merge", "Merge project files…", "merging.ask_files", (), "Project", _WINDOW,
           "idle_project", group=2),
    Action("articles.take-back", "Take back what came in last", "projects.take_back", (),
           "Project", _WINDOW, "idle_project", group=2),
    Action("labels.export", "Export…", "transfer.export", ("Ctrl+E",), "Project", _WINDOW,
           "has_project", group=2),
    Action("labels.report", "Report of the last import or export", "transfer.show_report",
           ("Ctrl+Shift+R",), "Project", _WINDOW, "has_project", group=2),
    Action("project.annotator", "Change annotator…", "projects.ask_annotator", (), "Project",
           _WINDOW, "has_project", group=3),
    Action("project.close", "Close project", "projects.close", ("Ctrl+W",), "Project", _WINDOW,
           "has_project", group=3),
    Action("window.quit", "Quit", "window.close", ("Ctrl+Q",), "Project", _WINDOW, group=3),
)

_EDIT = (
    Action("edit.undo", "Undo", "annotating.undo", ("Ctrl+Z",), "Edit", _WINDOW, "writable"),
    Action("edit.redo", "Redo", "annotating.redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", _WINDOW,
           "writable"),
    Action("edit.copy", "Copy text", "annotating.copy", (), "Edit", _WINDOW, "has_article",
           group=1),
    Action("edit.delete", "Delete label or relation", "annotating.delete", ("Delete",), "Edit",
           when="can_delete", group=1),
    Action("edit.find", "Find in article…", "searching.find", ("Ctrl+F",), "Edit", _WINDOW,
           "has_article", group=2),
    Action("edit.jump", "Jump to a word…", "searching.jump", ("G",), "Edit", when="has_article",
           group=2),
    Action("edit.filter", "Filter articles…", "page.focus_filter", ("Ctrl+Shift+F",), "Edit",
           _WINDOW, "has_project", group=2),
)

_ARTICLE = (
    Action("article.finish", "Finish and go on", "finishing.finish", ("Ctrl+Return",), "Article",
           _WINDOW, "can_label"),
    Action("article.aside", "Set aside, or take up again", "finishing.set_aside", ("S",),
           "Article", when="can_label"),
    Action("article.reopen", "Reopen", "finishing.reopen", (), "Article", _WINDOW, "can_label"),
    Action("article.flag", "Flag…", "finishing.flag", ("F",), "Article", when="can_label",
           group=1),
    Action("article.note", "Note on the article…", "noting.note_article", ("Shift+N",), "Article",
           when="can_label", group=1),
    Action("article.zone", "Change the zone of the paragraph…", "noting.zone", ("Z",), "Article",
           when="can_label", group=1),
    Action("article.facts", "Facts and encoding…", "correcting.show_facts", ("I",), "Article",
           when="has_article", group=1),
    Action("article.next", "Next article", "page.next_article", ("Ctrl+PgDown",), "Article",
           _WINDOW, "has_project", group=2),
    Action("article.previous", "Previous article", "page.previous_article", ("Ctrl+PgUp",),
           "Article", _WINDOW, "has_project", group=2),
    Action("article.versions", "Other versions of the story…", "versions.show", ("V",), "Article",
           when="has_article", group=2),
    Action("article.same-story", "The same story in the list", "versions.filter", ("Shift+V",),
           "Article", when="has_article", group=2),
    Action("suggestions.compute", "Suggest for all articles", "prefill.start", (), "Article",
           _WINDOW, "idle_project", group=3),
    Action("suggestions.model", "Choose the model…", "model.choose", (), "Article", _WINDOW,
           "idle_project", group=3),
    Action("suggestions.mapping", "What the model's labels become…", "model.show_mapping", (),
           "Article", _WINDOW, "idle_project", group=3),
    Action("suggestions.auto", "Suggest on opening, or only when asked", "prefill.toggle", (),
           "Article", _WINDOW, group=3),
    Action("suggestions.import", "Import suggestions…", "transfer.import_suggestions", (),
           "Article", _WINDOW, "idle_project", group=3),
    Action("suggestions.precision", "Sources and precision…", "sources.show", (), "Article",
           _WINDOW, "has_project", group=3),
    Action("suggestions.stop", "Stop suggesting", "prefill.stop", (), "Article", _WINDOW,
           "has_project", group=3),
)

_LABEL = (
    Action("label.pick", "Choose a label…", "noting.pick_label", ("/",), "Label",
           when="can_put_label"),
    Action("label.accept", "Accept the suggestion", "annotating.accept", ("Return",), "Label",
           when="can_decide", group=1),
    Action("label.reject", "Reject the suggestion", "annotating.reject", ("X",), "Label",
           when="can_decide", group=1),
    Action("label.accept-seen", "Accept all on the screen", "annotating.accept_visible",
           ("Shift+Return",), "Label", when="can_decide", group=1),
    Action("label.next-suggestion", "Next suggestion", "annotating.next_suggestion", ("N",),
           "Label", when="has_article", group=1),
    Action("label.relate", "Relation from here…", "relating.start", ("R",), "Label",
           when="can_relate", group=2),
    Action("label.fragment", "Add the selection as a fragment", "annotating.add_fragment",
           ("Shift+F",), "Label", when="can_label", group=2),
    Action("label.spread-here", "Label all equal strings here…", "spreading.here", ("A",), "Label",
           when="can_label", group=2),
    Action("label.spread", "Label all equal strings everywhere…", "spreading.everywhere",
           ("Shift+A",), "Label", when="can_label", group=2),
    Action("label.note", "Note…", "noting.note", (";",), "Label", when="can_delete", group=2),
)

_VIEW = (
    Action("view.palette", "Find articles, labels, commands…", "palettes.show_palette", ("Ctrl+K",),
           "View", _WINDOW, in_palette=False),
    Action("view.larger", "Larger text", "page.larger_text", ("Ctrl++", "Ctrl+="), "View",
           _WINDOW, "has_project", group=1),
    Action("view.smaller", "Smaller text", "page.smaller_text", ("Ctrl+-",), "View", _WINDOW,
           "has_project", group=1),
    Action("view.plain-size", "Usual text size", "page.usual_text", ("Ctrl+0",), "View", _WINDOW,
           "has_project", group=1),
    Action("view.arcs", "Show all relations", "page.toggle_arcs", ("Ctrl+Shift+A",), "View",
           _WINDOW, "has_project", group=2),
    Action("view.group", "Versions of a story side by side in the list", "versions.toggle_grouping",
           (), "View", _WINDOW, "has_project", group=2),
    Action("view.theme", "Light, dark or as the system", "window.next_theme", (), "View", _WINDOW,
           group=2),
    Action("view.pane", "Next pane", "page.next_pane", ("F6",), "View", _WINDOW, "has_project",
           group=3),
    Action("view.previous-pane", "Previous pane", "page.previous_pane", ("Shift+F6",), "View",
           _WINDOW, "has_project", group=3),
)

_HELP = (
    Action("help.keys", "All keys", "palettes.show_keys", ("?", "F1"), "Help", _WINDOW),
    Action("help.about", "About Annotator", "window.show_about", (), "Help", _WINDOW),
)
# fmt: on


def _label_actions() -> tuple[Action, ...]:
    """Return the actions of the first twenty labels: the digits, then with Shift."""
    made = []
    for place in range(20):
        digit = str((place + 1) % 10)
        chord = digit if place < 10 else f"Shift+{digit}"
        made.append(
            Action(
                f"label.{place + 1}",
                f"Label {place + 1}",
                "annotating.label_place",
                (chord,),
                when="can_put_label",
                argument=place,
                in_palette=False,
            )
        )
    return tuple(made)


ACTIONS: tuple[Action, ...] = (
    *_PROJECT,
    *_EDIT,
    *_ARTICLE,
    *_LABEL,
    *_label_actions(),
    *_VIEW,
    *_HELP,
)

PANE_KEYS = (
    PaneKey("By word", ("Left", "Right")),
    PaneKey("By line", ("Up", "Down")),
    PaneKey("By sentence", ("Ctrl+Left", "Ctrl+Right")),
    PaneKey("By paragraph", ("Ctrl+Up", "Ctrl+Down")),
    PaneKey("To start and end of the line", ("Home", "End")),
    PaneKey("To start and end of the article", ("Ctrl+Home", "Ctrl+End")),
    PaneKey("Select", ("Shift + the same",)),
    PaneKey("Next, previous label or suggestion", ("Tab", "Shift+Tab")),
    PaneKey("Move the end of the selected label", ("Shift+Left", "Shift+Right")),
    PaneKey("Move the start of the selected label", ("Alt+Left", "Alt+Right")),
    PaneKey("Copy the selection", ("Ctrl+C",)),
    PaneKey("Select nothing, leave a mode", ("Esc",)),
)
"""Keys of the reading pane, for the list of keys and the manual."""
