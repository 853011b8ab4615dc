/* hints_words.c: the words of other tools, as one table. See hints.h.
 *
 * Read where their commands are written down: FireHydrant, Rootly, incident.io,
 * PagerDuty, Atlassian, monzo's response, Netflix's Dispatch, GitLab's Woodhouse,
 * incidentbot. A word that a command of ours has as its name or alias has no row here,
 * and a test says so: the row would be dead, or worse, it would take the command's
 * place. */
#include "core/hints_words.h"
#include "base/text.h"

/* clang-format off */

#define SAYS_UPDATE(word) {word, NULL, NULL, {{"An update says it:", "update " word}}}
#define CALLS(word)       {word, NULL, NULL, {{"To call somebody:", "escalate"}}}
#define KEEPS(word)       {word, NULL, NULL, {{"To keep a text or a link with it:", "evidence add"}}}
#define REVIEWS(word)     {word, NULL, NULL, {{"The review reads the timeline:", "!timeline"}}}
#define MEETS(word)       {word, NULL, NULL, {{"To set the link of the call:", "bridge"}}}
#define QUIETS(word)      {word, NULL, NULL, {{"To promise the next update for a time:", "snooze"}}}
#define TELLS(word)       {word, NULL, NULL, {{"An update tells those who follow it:", "update"}}}
#define RATES(word)       {word, NULL, NULL, {{"To see or change the severity:", "severity"}}}
#define DECLARES(word)    {word, NULL, NULL, {{"To declare an incident:", "declare"}}}
#define SHOWS(word, line) {word, NULL, line, {{"To look at it:", "!" line}}}
#define TASKS(word)       {word, NULL, "action list", {{"To add an action:", "action add"}}}
#define SETS(word, what)  {word, NULL, NULL, {{"To change " what ":", "!help set"}}}
#define ENDS(word)        {word, NULL, NULL, {{"When it is fixed:", "resolve"}, {"When it was no incident:", "!help cancel"}}}
#define DOUBLES(word)     {word, NULL, NULL, {{"To end it as a duplicate of another one:", "duplicate"}}}
/* What was typed behind these is no reason to end an incident with. */
#define NONE_AT_ALL(word) {word, NULL, NULL, {{"Nothing was done. What ends one that is none:", "!help cancel"}}}
#define WORKS(word)       {word, NULL, NULL, {{"To say that it works again:", "!restore how you know"}, {"And that it is fixed:", "!resolve what fixed it"}}}
#define REMOVES(word)     {word, NULL, NULL, {{"Nothing is deleted. To take back what you did last:", "!undo"}, {"To remove a text for good:", "!help redact"}}}
#define LEAVES(word)      {word, NULL, NULL, {{"To give a role up:", "!role release"}}}

static const struct hint hints[] = {
    {"u", "update", NULL, {{0}}},
    {"?", "help", NULL, {{0}}},
    {"h", "help", NULL, {{0}}},
    {"tutorial", NULL, "help", {{"All commands:", "!help"}}},

    /* who */
    {"take", "role take", NULL, {{0}}},
    {"claim", "role take", NULL, {{0}}},
    {"takeover", "role take", NULL, {{0}}},
    {"assign", "role assign", NULL, {{0}}},
    {"reassign", "role assign", NULL, {{0}}},
    {"assign-role", "role assign", NULL, {{0}}},
    {"handoff", "role handoff", NULL, {{0}}},
    {"hand-off", "role handoff", NULL, {{0}}},
    {"handover", "role handoff", NULL, {{0}}},
    {"hand-over", "role handoff", NULL, {{0}}},
    LEAVES("leave"), LEAVES("resign"), LEAVES("step-down"), LEAVES("unassign"),
    LEAVES("release"),
    {"transfer", NULL, NULL, {{"To hand a role to somebody:", "role handoff"}}},
    SHOWS("participants", "who"), SHOWS("list-participants", "who"), SHOWS("people", "who"),
    SHOWS("members", "who"), SHOWS("team", "who"),
    {"oncall", NULL, NULL, {{"To call somebody:", "escalate"}, {"Who is on it:", "!who"}}},
    {"on-call", NULL, NULL, {{"To call somebody:", "escalate"}, {"Who is on it:", "!who"}}},
    CALLS("invite"), CALLS("engage"), CALLS("engage-oncall"), CALLS("page-oncall"),
    CALLS("ping"), CALLS("notify"), CALLS("summon"), CALLS("need"), CALLS("loop"),
    CALLS("cc"), CALLS("escalation"), CALLS("add-responder"), CALLS("responder"),
    {"join", NULL, "catchup", {{"To call somebody:", "escalate"}}},
    {"accept", NULL, NULL, {{"To say that you take care of it:", "!ack"}}},
    {"acked", "ack", NULL, {{0}}},
    {"confirm", NULL, NULL, {{"To say that you take care of it:", "!ack"}}},

    /* actions and records */
    TASKS("tasks"), TASKS("todos"), TASKS("followups"), TASKS("follow-ups"), TASKS("list-tasks"),
    {"followup", "action add", "action list", {{0}}},
    {"create-task", "action add", NULL, {{0}}},
    {"add-task", "action add", NULL, {{0}}},
    {"add-action", "action add", NULL, {{0}}},
    {"done", NULL, NULL, {{"When an action is done:", "action done"}}},
    {"comment", "note", NULL, {{0}}},
    {"add-note", "note", NULL, {{0}}},
    {"add-timeline-event", "note", NULL, {{0}}},
    {"write", NULL, NULL, {{"To write something down:", "note"}}},
    {"record", NULL, NULL, {{"To write something down:", "note"}}},
    {"event", NULL, NULL, {{"To write something down:", "note"}}},
    KEEPS("attach"), KEEPS("upload"), KEEPS("bookmark"), KEEPS("pin"), KEEPS("runbook"),
    KEEPS("screenshot"), KEEPS("doc"), KEEPS("star"), KEEPS("integrate"),
    {"workflow", NULL, NULL, {{"No workflows run here. To write down what you do:", "note"}}},
    {"run-workflow", NULL, NULL, {{"No workflows run here. To write down what you do:", "note"}}},
    {"run", NULL, NULL, {{"Nothing is run from here. To write down what you do:", "note"}}},
    {"playbook", NULL, NULL, {{"No workflows run here. To write down what you do:", "note"}}},

    /* what is said */
    SAYS_UPDATE("investigating"), SAYS_UPDATE("identified"), SAYS_UPDATE("monitoring"),
    SAYS_UPDATE("fixing"), SAYS_UPDATE("watching"), SAYS_UPDATE("mitigating"),
    SAYS_UPDATE("testing"), SAYS_UPDATE("deploying"), SAYS_UPDATE("degraded"),
    {"up", NULL, NULL, {{"To post an update:", "update"}, {"To say that it works again:", "!restore how you know"}}},
    {"eta", NULL, NULL, {{"An update says it:", "update what we know eta:"}}},
    {"next", NULL, NULL, {{"An update says it:", "update what we know next:"}}},
    {"work-around", NULL, NULL, {{"An update says it:", "update what we know workaround:"}}},
    {"workaround", NULL, NULL, {{"An update says it:", "update what we know workaround:"}}},
    {"affected", NULL, NULL, {{"To say who is hit:", "impact"}}},
    {"scope", NULL, NULL, {{"To say who is hit:", "impact"}}},
    {"headline", "summary", NULL, {{0}}},
    {"describe", NULL, NULL, {{"To say what it is, in one line:", "summary"}}},
    {"description", NULL, NULL, {{"To say what it is, in one line:", "summary"}}},
    {"rca", NULL, NULL, {{"The cause is said with the resolution:", "resolve what fixed it root-cause:"}, {"Afterwards, as a note:", "note the cause was"}}},
    {"cause", NULL, NULL, {{"The cause is said with the resolution:", "resolve what fixed it root-cause:"}, {"Afterwards, as a note:", "note the cause was"}}},
    {"root-cause", NULL, NULL, {{"The cause is said with the resolution:", "resolve what fixed it root-cause:"}, {"Afterwards, as a note:", "note the cause was"}}},
    TELLS("statuspage"), TELLS("status-page"), TELLS("publish"), TELLS("announce"),
    TELLS("broadcast"), TELLS("stakeholders"), TELLS("post-statuspage"),
    TELLS("status-update"), TELLS("send"), TELLS("say"),
    TELLS("report-executive"), TELLS("report-tactical"), TELLS("tactical"), TELLS("executive"),
    QUIETS("mute"), QUIETS("silence"), QUIETS("pause"), QUIETS("remind"), QUIETS("reminder"),
    QUIETS("postpone"), QUIETS("hold"), QUIETS("timer"),
    MEETS("zoom"), MEETS("meet"), MEETS("meeting"), MEETS("huddle"), MEETS("war-room"),
    MEETS("warroom"), MEETS("conference"), MEETS("teams"),

    /* where it stands */
    SHOWS("overview", "show"), SHOWS("details", "show"), SHOWS("detail", "show"),
    SHOWS("view", "show"), SHOWS("get", "show"), SHOWS("about", "show"),
    SHOWS("what", "show"), SHOWS("whats", "show"), SHOWS("what's", "show"), SHOWS("where", "show"),
    SHOWS("links", "show"),
    {"find", "list", NULL, {{0}}},
    {"search", "list", NULL, {{0}}},
    SHOWS("dashboard", "list"), SHOWS("active", "list"), SHOWS("ongoing", "list"),
    SHOWS("list-incidents", "list"), SHOWS("list-my-tasks", "mine"), SHOWS("my-tasks", "mine"),
    SHOWS("recap", "catchup"), SHOWS("sitrep", "catchup"), SHOWS("tldr", "catchup"),
    SHOWS("brief", "catchup"), SHOWS("subscribe", "catchup"), SHOWS("follow", "catchup"),
    {"stage", "status", NULL, {{0}}},
    {"state", NULL, "status", {{"To see or change the phase:", "!status"}}},
    {"milestone", "status", NULL, {{0}}},
    {"triage", NULL, NULL, {{"To see or change the phase:", "!status"}}},
    RATES("priority"), RATES("prio"), RATES("urgency"), RATES("raise"), RATES("lower"),
    RATES("upgrade"), RATES("downgrade"), RATES("bump"), RATES("sev-level"),
    SETS("service", "what is hit"), SETS("services", "what is hit"),
    SETS("component", "what is hit"), SETS("components", "what is hit"),
    SETS("tag", "what is hit, its type or where"), SETS("tags", "what is hit, its type or where"),
    SETS("label", "what is hit, its type or where"), SETS("type", "its type"),
    SETS("environment", "where it is"), SETS("env", "where it is"),
    SETS("update-incident", "what is hit, its type or where"),
    SETS("restrict", "who may read it"), SETS("private", "who may read it"),
    SETS("confidential", "who may read it"),
    {"child", NULL, NULL, {{"To link another incident:", "link"}}},
    {"sub", NULL, NULL, {{"To link another incident:", "link"}}},
    {"sub-incident", NULL, NULL, {{"To link another incident:", "link"}}},

    /* beginning, end */
    DECLARES("trigger"), DECLARES("incident"), DECLARES("report-incident"), DECLARES("raise-incident"),
    DECLARES("alarm"),
    {"rollback", NULL, NULL, {{"To say what was done about it:", "mitigate rollback"}}},
    {"restart", NULL, NULL, {{"To say what was done about it:", "mitigate restart"}}},
    {"revert", NULL, NULL, {{"To say what was done about it:", "mitigate revert"}, {"To take back what you did last:", "!undo"}}},
    WORKS("all-clear"), WORKS("all-good"), WORKS("allclear"), WORKS("operational"), WORKS("healthy"),
    WORKS("green"), WORKS("working"), WORKS("stable"), WORKS("back"),
    ENDS("end"), ENDS("ended"), ENDS("finish"), ENDS("finished"), ENDS("over"),
    ENDS("complete"), ENDS("completed"),
    {"stop", NULL, NULL, {{"When it is fixed:", "!resolve what fixed it"}, {"When it was no incident:", "!help cancel"}}},
    {"archive", NULL, NULL, {{"When all is done:", "close"}}},
    DOUBLES("dupe"), DOUBLES("dups"), DOUBLES("duplicates"), DOUBLES("duplicated"),
    DOUBLES("duplicate-of"), DOUBLES("dup-of"), DOUBLES("merge-into"), DOUBLES("merged"),
    NONE_AT_ALL("reject"), NONE_AT_ALL("dismiss"), NONE_AT_ALL("decline"),
    NONE_AT_ALL("invalid"), NONE_AT_ALL("ignore"), NONE_AT_ALL("void"), NONE_AT_ALL("false"),
    REMOVES("delete"), REMOVES("remove"), REMOVES("rm"), REMOVES("erase"), REMOVES("purge"),
    REVIEWS("retro"), REVIEWS("postmortem"), REVIEWS("post-mortem"), REVIEWS("debrief"),
    REVIEWS("review"), REVIEWS("retrospective"), REVIEWS("export"),
};

/* Two words: the first is a command of ours that would take the second for its text, or
 * alone it would mean something else. */
static const struct hint pairs[] = {
    {"add note", "note", NULL, {{0}}},
    {"add task", "action add", NULL, {{0}}},
    {"add action", "action add", NULL, {{0}}},
    {"add todo", "action add", NULL, {{0}}},
    {"add followup", "action add", NULL, {{0}}},
    {"add follow-up", "action add", NULL, {{0}}},
    {"add evidence", "evidence add", NULL, {{0}}},
    {"add update", "update", NULL, {{0}}},
    {"add runbook", "evidence add", NULL, {{0}}},
    {"new task", "action add", NULL, {{0}}},
    {"create task", "action add", NULL, {{0}}},
    {"new incident", "declare", NULL, {{0}}},
    {"create incident", "declare", NULL, {{0}}},
    {"open incident", "declare", NULL, {{0}}},
    {"start incident", "declare", NULL, {{0}}},
    {"incident declare", "declare", NULL, {{0}}},
    {"post update", "update", NULL, {{0}}},
    {"assign role", "role assign", NULL, {{0}}},
    {"assign action", NULL, NULL, {{"An action names its owner when it is added:", "!action add owner=@name what is to be done"}, {"Which there are:", "!action list"}}},
    {"take command", "role take", NULL, {{0}}},
    {"take over", "role take", NULL, {{0}}},
    {"hand over", "role handoff", NULL, {{0}}},
    {"hand off", "role handoff", NULL, {{0}}},
    {"duplicate of", "duplicate", NULL, {{0}}},
    {"dup of", "duplicate", NULL, {{0}}},
    {"merge into", "duplicate", NULL, {{0}}},
    {"merge with", "duplicate", NULL, {{0}}},
    {"list tasks", "action list", NULL, {{0}}},
    {"list actions", "action list", NULL, {{0}}},
    {"list incidents", "list", NULL, {{0}}},
    {"my tasks", "mine", NULL, {{0}}},
    {"my actions", "mine", NULL, {{0}}},
    {"my incidents", "mine", NULL, {{0}}},
    {"on it", "ack", NULL, {{0}}},
    {"timeline add", "note", NULL, {{0}}},
    {"status update", "update", NULL, {{0}}},
    {"what happened", "timeline", NULL, {{0}}},
    QUIETS("remind me"),
    {"help me", NULL, NULL, {{"To declare an incident:", "declare"}, {"All commands:", "!help"}}},
    {"start retro", "timeline", NULL, {{0}}},
    WORKS("all clear"), WORKS("all good"), WORKS("all ok"),
    DOUBLES("same as"),
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))

const struct hint *hints_at(size_t i) {
    return i < COUNT(hints)                  ? &hints[i]
           : i - COUNT(hints) < COUNT(pairs) ? &pairs[i - COUNT(hints)]
                                             : NULL;
}

const struct hint *hints_find(const char *word, bool two) {
    const struct hint *table = two ? pairs : hints;
    size_t n = two ? COUNT(pairs) : COUNT(hints);

    for (size_t i = 0; i < n; i++) {
        if (text_equal_nocase(table[i].word, word)) {
            return &table[i];
        }
    }
    return NULL;
}
