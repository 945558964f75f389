"""
What each fault is called and says, in English: a line a fault.

``code | short name | what is wrong | what to do``.  A word in braces is put in where the fault is found; ``{What}``
is ``{what}`` with a capital letter.  Other braces stand as they are.  Each line has one of the same code in ``es.py``,
and its explanation in ``why_en.py`` and ``why_es.py``.
"""

TABLE = """
POL001 | too-large | The file is larger than 256 KiB. | Split it into several files.
POL002 | empty-file | The file is empty. | Delete it, or write into it.
POL003 | second-colon | A second colon stands in this line, as if another key began. | Put text that holds a colon into quotation marks; begin each key on a line of its own.
POL004 | tab | A tab stands here. | Use spaces.
POL005 | wrong-indent | This line does not stand under the lines it belongs to. | Give lines that belong together the same number of spaces in front.
POL006 | open-quotation | A quotation mark was opened and not closed. | Close it; write a quotation mark inside of text twice.
POL007 | open-bracket | A bracket was opened and not closed, or a comma is missing. | Close it, or add the comma.
POL008 | key-without-colon | A key without a colon stands above this line. | Write `key: value`.
POL009 | not-yaml | This is not YAML: {problem}. | Look at the spaces, colons and brackets around here.
POL010 | forbidden-character | The file holds a character that YAML does not allow. | Delete it.
POL011 | no-character | The file holds an escape (`\\U...`) that is no character. | Write the character itself.
POL012 | second-document | A second document (`---`) stands here. | Put it into a file of its own.
POL013 | directive | `%` (directives) are not used in policies. | Delete the line.
POL014 | too-deep | This is nested too deeply to be a policy. |
POL015 | anchor | `&` and `*` (anchors) are not used in policies. | Write the text out.
POL016 | tag | `!` (tags) are not used in policies. | Put the text into quotation marks.
POL017 | empty-value | Nothing stands here. | Write a value, or delete the key.
POL018 | half-character | This text holds half a character (`\\uD...`). | Write the character itself.
POL019 | key-no-word | A key must be a word. |
POL020 | merge-key | `<<` (merging) is not used in policies. | Write the keys out.
POL021 | key-twice | `{word}` is given twice. | The first one stands in line {line}. Keep one.
POL022 | cut-by-comment | What stands after ` #` in this line is a comment, and is not read. | Put the text into quotation marks, or the comment on a line of its own.
POL030 | missing-key | {What} needs `{key}:`. | Add a line for it, indented like those beside it.
POL031 | unknown-key | `{word}` is not a key of {what}. |
POL032 | not-a-block | {What} must be written as `key: value` lines. | Write it like the examples.
POL033 | not-text | `{key}` must be one piece of text. | Write it on one line, or in quotation marks.
POL034 | not-a-name | `{word}` is not a short name. | Use letters, digits, dots and hyphens, without spaces.
POL035 | not-a-list | `{key}` must be a list. | Write `[{word}]`.
POL036 | block-for-list | `{key}` must be a list. | Write `[first, second]`.
POL037 | empty-list | The list of `{key}` is empty. | Write what it holds, or delete the key.
POL038 | not-a-list-of-words | `{key}` must be a list of words. | Write one word an entry.
POL039 | word-twice | `{word}` stands in `{key}` twice. | Keep one.
POL040 | unknown-word | `{word}` is not {what}. |
POL041 | unknown-category | `{word}` is not a category. |
POL042 | unknown-requester | `{word}` is not a partner or a kind of requester. |
POL043 | unknown-purpose | `{word}` is not a purpose. |
POL044 | unknown-process | `{word}` is not a kind of legal process. |
POL045 | unknown-service | `{word}` is not a service or a route. |
POL046 | unknown-route | `{word}` is not a route. |
POL047 | unknown-kind | `{word}` is not a kind of requester. |
POL048 | unknown-partner | `{word}` is not a partner. |
POL049 | not-a-day | `{key}` must be a day of the calendar. | Write it as 2026-02-01.
POL050 | not-a-number | `{key}` must be a whole number. | Write it in digits, without dots or commas.
POL051 | not-entries | `{key}` must be written as `name: value` lines. | Begin each line with a name.
POL052 | no-entry | `{key}` must be a list with at least one entry. | Begin each entry with `- `.
POL053 | unknown-yield | `{word}` is not something a rule may yield to. |
POL054 | unknown-outcome | `{word}` is not an outcome of a rule. |
POL055 | unknown-expectation | `{word}` is not an outcome of an exchange. |
POL056 | unknown-sample | `{word}` is not a file of the policies folder. |
POL057 | wrong-ending | The name of this file does not end in `.yaml`, so it is not read. | Rename it; some editors add an ending of their own, such as `.txt`.
POL060 | stray-file | This file is in no folder that the firewall reads. | Move it to the folder of its kind, or delete it.
POL061 | unknown-file | `{word}` is not a file that the firewall reads here. |
POL062 | missing-vocabulary | This file is missing. | Every policy needs it.
POL063 | missing-city | This file is missing. | It says who the city is and whom to write to.
POL064 | unreadable-file | This file cannot be read as text ({problem}). | Save it as UTF-8, and let the firewall read it.
POL065 | partner-twice | The partner `{word}` is given twice. | Rename one; the other stands in {other}.
POL066 | partner-is-a-kind | `{word}` is also a kind of requester. | Give the partner another name.
POL067 | certificate-of-two | Its certificate also proves `{other}`. | Bind it to one partner.
POL068 | token-of-two | Its `{word}` also is `{other}`. | Bind it to one partner.
POL069 | service-twice | The service `{word}` is given twice. | Rename one; the other stands in {other}.
POL070 | rule-twice | The rule `{word}` is given twice. | Rename one; the other stands in {other}.
POL075 | not-a-word | `{word}` cannot be a word of the vocabulary. | Use small letters, digits and hyphens.
POL076 | reserved-word | `{word}` is a word the firewall uses itself. | Choose another one.
POL077 | no-parent | `{parent}` must be listed before `{word}`. | Add the parent above it.
POL078 | paper-called-judicial | `{word}` is called judicial, and no judge or court issues it. | Write `issuer: judicial` if a judge signs it, else another `basis:`.
POL080 | not-an-address | `upstream` must be the address of the service. | Write it as http://127.0.0.1:9101.
POL081 | accepts-nothing | {method} sends nothing that could be accepted. | Delete `accepts:`.
POL082 | otherwise-without-accepts | `otherwise` belongs to an intake. | Add `accepts:`, or delete it.
POL083 | not-one-category | One category must stand here. | Write one word.
POL084 | place-twice | `{word}` is declared twice. | The first one stands in line {line}.
POL085 | no-category | Nothing says what `{word}` is. | Write a category.
POL086 | not-a-place | `{word}` is not a place in a document. | Begin with `/`, as in /name or /items/*/name.
POL087 | not-a-match | `match` must be a method and a path. | Write it as GET /patients/{id}.
POL088 | undeclared-part | Nothing says what `{{word}}` is. | Add `path: {{word}: record.id}`.
POL089 | unknown-part | `{word}` is not a part of the path in `match`. |
POL090 | two-limits | Two parameters say how many records are asked for. | Keep one.
POL091 | mixed-control | One place is declared as {said}. | A selection, a page, a limit, an order and a total are nothing else beside that.
POL092 | unknown-field | `{word}` is not a declared field. |
POL093 | records-nowhere | No field is declared in the items of `{word}`, so no record would ever be counted. | Write the place of the list, as in /items for /items/*/name.
POL094 | not-one-marker | One type of marker must stand here. | Use one of: {choice}.
POL095 | route-twice | The route `{word}` is given twice. | Rename one.
POL096 | same-requests | `{word}` and `{other}` match the same requests. | Delete one.
POL100 | authority-name | A `ca` is named in small letters, digits and hyphens. | Ask city IT for the name under [client_cas] in firewall.toml.
POL101 | authority-of-none | `ca` says who signs `certificates`, and there are none. | Name them, too.
POL102 | token-name | A subject of tokens is named by `issuer#subject`. | Ask city IT for the issuer's name in firewall.toml, and for the `sub` in the tokens.
POL103 | certificate-name | A certificate is named by `dns:...`, `uri:...`, `email:...` or `sha256:...`. | Ask city IT for the name in it, or for its SHA-256 fingerprint.
POL104 | circle | `{word}` acts on behalf of itself, through others. | Break the circle.
POL105 | unknown-authority | The authority `{word}` is not in firewall.toml. | Ask city IT to add `{word}` under [client_cas], or take it out here.
POL106 | unknown-issuer | The issuer of tokens `{word}` is not in firewall.toml. | Ask city IT to add [issuers.{word}], or take it out here.
POL110 | agreement-backwards | The agreement ends before it begins. | Look at the two dates.
POL111 | unsigned | Nobody has signed. | Write `signed: {by: ..., on: 2026-02-01}`.
POL112 | signed-late | It is signed after the day from which it counts. | Look at the two dates.
POL113 | needs-nothing | Nobody has to say that the {basis} exists: whoever claims the purpose would outrank the law. | Write what it needs, as in `needs: {process: [...]}` or `needs: {approval: ...}`.
POL114 | proxies-together | `{word}` shares {proxies}: together they tell who has no secure status. | Share at most {most} of them.
POL115 | text-for-number | `{word}` shares {place} of `{route}` as text, and its marker says it is a {marker}. | Coarsen it, leave it out, or change the marker.
POL116 | limit-without-records | `{word}` limits records, and nothing says where `{route}` lists them. | Add `records:` to the route, as in `records: /items`.
POL117 | agreement-twice | The agreement `{word}` is given twice. | Rename one; the other stands in {other}.
POL118 | said-differently | `{word}` and `{other}` share `{category}` differently with the same requester. | Say it in one of them only.
POL130 | rule-backwards | The rule ends before it begins. | Look at the two dates.
POL131 | excepts-everyone | The rule excepts everyone it is about. | Look at `to` and `except_to`.
POL132 | braces-in-notice | Braces stand in the notice, and would be sent as they are. | Only `{case}` is replaced, by the reference.
POL133 | rule-about-all | A rule about the exchange as a whole says `hold` or `refuse`. | Name the `data:`, or change it.
POL134 | another-choice | Counsel chose `{choice}`, and the rule says `{then}`. | Let both say the same.
POL135 | choice-of-nobody | Nobody stands for the choice of counsel. | Write `counsel: {choice: {then}, by: ..., on: 2026-02-01}`.
POL140 | not-statistical | `{word}` shares with `suppress`, and `{route}` is no route of statistics. | Write `statistical: yes` at the route if it gives counts alone, or name other routes.
POL141 | not-a-treatment | This is not a way to share a field. | Write `pseudonymize`, `{coarsen: year}` or `{mask: last-4}`.
POL142 | table-not-statistical | `table` belongs to a route of statistics. | Write `statistical: yes` at the route if it gives counts alone, or delete `table:`.
POL143 | nothing-summed | `totals_by` names all that the table counts by. | Name only those whose totals alone are known to anybody, or delete `totals_by:`.
POL144 | table-undeclared | The table names `{word}`, which is no declared field. | Declare it under `fields:`, or correct the table.
POL145 | counted-by-counts | A member of the table stands under `by` and under `counts`. | Name it once.
POL146 | nothing-exact | `exactly` belongs to an intake that declares what it may be sent. | Add `accepts:` and `fields:`, or delete `exactly:`.
POL147 | stream-of-nothing | `stream` is set, and no field of its records is declared, so nothing of them would ever leave. | Declare the fields of each record, as in /*/name.
POL148 | not-with-stream | `{key}` cannot stand beside `stream`. | Take one of the two out.
POL149 | alike-in-a-stream | `{word}` asks for records that look alike (`k_anonymity`), and `{route}` is a stream, which lets each record go before it has seen the others. | Delete `stream:` at the route, or name other routes.
POL150 | another-city | The city has another name, and the record is in the name of the old one. | A city that is renamed needs a new data directory.
POL151 | no-law-left | No law is left: every rule would end at once. | If that is meant, stop the firewall and start it again.
POL152 | open-to-strangers | Somebody unknown would be let in without an agreement. | Take back what was changed, and look at it with: firewall try --as unknown
POL153 | worker-cannot | A worker could not read this policy. |
POL154 | k-out-of-range | `k_anonymity` must be from {least} to {most}. | Write how many records must look alike at least, as in `k_anonymity: 5`.
POL158 | several-lists-in-a-stream | `{word}` may be several lists, and a stream is one. | Name each step of the way to the one list, as in /items or /data/items.
POL160 | recognizer-twice | Another recognizer in line {line} is called the same. | Give each its own name.
POL161 | not-the-citys | Only recognizers of the city's own (`custom`) stand here. | Name Presidio's in firewall.toml, under detectors.presidio.
POL162 | looks-for-nothing | The recognizer looks for nothing. | Add `patterns:` or `deny_list:`.
POL163 | name-without-letter | The name has no letter or digit. | Write it in Latin letters.
POL164 | python-string | The expression is written as in Python (`r"..."`), and would match only that letter and the quotation marks. | Write it in single quotation marks: '\\d{4}'.
POL165 | expression-refused | The expression cannot be used: {problem}. |
POL166 | matches-nothing | The expression can match nothing at all, and so would be found everywhere. | Let at least one part of it be no `?`, `*` or `{0,...}`.
POL167 | not-a-score | `{key}` must be a number above 0 and at most 1. | From {acted_on} on it is acted on without a word of `context` near it.
POL168 | example-missed | This example is not found. | Correct the expression, or the example.
POL169 | example-guessed | This example is found only as a guess. | Raise the score, or write a word of `context` into the example.
POL170 | counter-example-found | This counter-example is found. | Narrow the expression, or lower the score.
POL200 | declaration-backwards | The declaration ends before it begins. | Look at the two dates.
POL201 | not-a-term | `{key}` must say how long it may take. | Write it as `24 hours` or `30 days`.
POL205 | unknown-duty | `{word}` is not a duty. |
POL206 | unknown-role | `{word}` is not a role. |
POL207 | unknown-declaration | `{word}` is not a declaration. |
POL208 | unknown-period | `{word}` is not a period. |
POL209 | unknown-zone | `{word}` is not a time zone. | Write it as America/Chicago: a continent and a city, in the names of the IANA.
POL210 | unknown-suppression | `{word}` is not a way to suppress small counts. |
POL250 | pack-misplaced | This file is in no place of a pack that the firewall reads. | A pack has pack.yaml, laws/, agreements/ and tests/.
POL251 | pack-misnamed | The pack is called otherwise than its folder `{word}`. | Rename one.
POL252 | pack-backwards | The pack ends before it begins. | Look at the two dates.
POL253 | choice-without-word | One word must answer `{word}`. | Write it as `name: word`.
POL254 | choice-open | The pack `{pack}` leaves `{word}` to your counsel ({question}). | Write `choices: {{word}: ...}` with one of these. {answers}.
POL255 | choice-twice | `{word}` of the pack `{pack}` was answered otherwise above. | Answer it once, or alike.
POL256 | pack-gap | The pack `{word}` is included for two times with a gap between them. | Close the gap, or include it once.
POL257 | pack-names-places | A pack cannot know what a city calls its services. | Name kinds of services: `at_kind: [school]`.
POL258 | pack-needs-word | The pack `{pack}` needs the word `{word}`, which does not stand here. | Add it, with a sentence of what it means: `firewall init` writes a vocabulary that has it.
POL259 | service-of-no-kind | Nothing says what kind of service `{word}` is, and some rules are about kinds. | Add `kind:`, as in `kind: school`; `kind: other` where no word fits.
POL260 | pack-with-agreement | A pack holds duties and emergencies alone: an agreement is the city's. | Move it to agreements/.
POL261 | pack-signed | Nobody signs a pack. | The city signs where it includes it.
POL262 | except-without-all | `except_data` takes something out of `data: all`. | Write both.
POL263 | pack-of-two | A pack called `{word}` comes with the program. | Rename its folder, and `pack:` in it.
POL264 | pack-without-file | This file is missing. | It says what the pack is.
POL265 | pack-signed-gap | The pack `{word}` is signed for two times with a gap between them. | Sign for the days between as well, or take one of the two `signed:` out.
POL266 | pack-signed-late | The pack is signed for after the last day of this line. | Look at the two dates.
POL267 | kind-without-service | No service is of this kind ({words}), so this would say nothing. | Write the kind in the service's file (`kind:`), or name the service.
POL268 | except-everything | `except_data` takes everything out of `data: all`, so the rule closes nothing. | Leave something in, or delete the rule.
POL269 | except-frees-parent | `except_data` leaves `{word}` open as well: nothing else below it stays closed. | If that is meant, name `{word}` in `except_data` too; else write what is closed as a list under `data:`.
POL300 | promise-not-kept | The promise `{word}` is not kept: {how}. | Run `firewall policy prove`, and change what lets it happen, or the promise.
POL301 | promise-twice | The promise `{word}` is given twice. | Rename one.
POL302 | promises-nothing | Nothing says what is promised: {keys}. | Write one of them.
POL303 | promises-two-things | A promise says one thing. | Make a promise of its own of this one.
POL304 | never-answered-no | `never_answered` is `yes`. | Write `yes`, or delete the line.
POL305 | key-of-another-promise | `{key}` belongs to `{other}`. | Delete it, or write `{other}`.
POL306 | always-where | Who always receives something needs `{key}:`. | Add it: to whom, for what, where.
POL307 | always-unless | `unless` names what opens, and here something is to be open. | Delete it; `having:` names papers that somebody has.
POL308 | promise-backwards | The promise ends before it begins. | Look at the two dates.
POL309 | promise-excepts-all | The promise excepts everyone it is about. | Look at `to` and `except_to`.
POL310 | promise-undeclared | Nothing at {places} is declared as `{word}`, so nobody could receive it there. | Name another place or another category.
POL311 | unknown-excuse | `{word}` is not a basis, a kind of legal process or an agreement. |
POL312 | unknown-agreement | `{word}` is not an agreement of this folder. |
POL320 | bundle-damaged | This file is damaged, or was changed after this program made it. | Make it again, or take the copy that was signed.
POL321 | bundle-of-another-city | It was signed for {city}, and its city.yaml is of another city. | Build it again from the policies of this city.
POL322 | not-signed | It has to be signed by different people: {authors} as author and {approvers} as approver. Signed so far: {signed}. | Have it signed: firewall policy sign BUNDLE --key FILE --as ROLE.
POL323 | false-signature | The signature of {person} as {role} is not over this. | It was changed after it was signed: take the signed copy, or sign it again.
POL324 | key-ended | The key of {person} has ended, and without it too few people have signed. | Have it signed with a key that is in force.
POL325 | key-revoked | The key of {person} was revoked, and without it too few people have signed. | Have it signed by somebody whose key was not revoked.
POL326 | bundle-revoked | Version {version} was revoked. | It cannot come back: correct the policies, and build a newer bundle.
POL327 | older-version | It is version {version}, and version {known} was in force already. | To go back, use `firewall policy rollback`, which two people sign.
POL328 | version-taken | Version {version} was in force already, with other files in it. | Build it again with a higher `--version`.
POL329 | before-first-version | It is version {version}, and firewall.toml takes none before {known}. | Use a newer bundle.
POL330 | not-a-bundle | This is no file, and only a signed file is taken here. | Build one with `firewall policy build`, and name it as `bundle` in firewall.toml.
POL331 | revocation-not-believed | Line {line} is no revocation that one of the signers signed. | Put the file right, or put back what it was.
POL332 | break-glass-too-long | It has to end after it begins, and after {hours} hours at most. | Make it again with an earlier `--until`.
POL333 | break-glass-without-reason | It gives no reason in words. | Make it again with a `--reason`.
POL334 | no-emergency | Its agreement has to say `basis: emergency`, and to end on {day} at the latest. | Correct the agreement, and make it again.
POL335 | break-glass-of-another-bundle | It was signed for another bundle, and ended with that. | Make it again for the bundle that is in force.
POL336 | break-glass-unfit | Its agreement cannot stand among the policies: {problem}. | Correct the agreement, and make it again.
POL337 | break-glass-ended | It has ended, or was revoked, and does not come back. | Take the file away.
POL338 | file-name-elsewhere | `{word}` is no name for a file that every machine can hold. | Use letters, digits, dots and hyphens, and no two names that differ in capital letters alone.
POL339 | signed-file-too-large | This file is larger than any such file could be. | Look what it is.
POL340 | sample-not-json | This sample is not JSON: look at its line {line}. | Put it into a file of samples/, or write it as YAML.
POL341 | sample-twice | `{word}` and `{other}` are the same thing. | Keep one.
POL380 | half-a-way-out | `sends_to` and `sent_by` belong together: to whom the city sends, and who of the city may. | Add the other one.
POL381 | way-out-sends-nothing | {method} sends nothing. | Write POST, PUT or PATCH in `match`.
POL382 | way-out-with-more | `{key}` cannot stand at a route by which the city sends: all that goes out stands in `fields`. | Delete it.
POL383 | sends-to-itself | `{word}` would send to itself. | Name in `sent_by` who of the city sends.
POL384 | no-schema | There is no schema `{word}` in `services/`. | Write the service's schema (SDL) there, in a file whose name ends with `.graphql`.
POL385 | not-a-schema | `{word}` is no schema in GraphQL. | Have the service's people export it once more, as SDL.
POL386 | not-in-schema | The schema has no `{word}` here. | Write `Type.field` for what is answered; under `query:` `Type.field.argument`, or a member of an input, or a word of a list.
POL387 | not-with-graphql | `{word}` does not go together with `graphql:`, or not without it. | Take it out.
POL388 | graphql-method | A route in GraphQL is asked by GET or POST, and not by {method}. | Write `match: POST /graphql`.
POL389 | not-with-dialect | `{word}` does not go together with `dialect:`. | Take it out, or write a route of its own for it.
POL390 | dialect-method | A route in a dialect of queries is asked by GET, and not by {method}. | Write `match: GET ...`; what changes something gets a route of its own.
POL391 | not-with-links | `{word}` does not go together with `links:`. | Take one of them out.
POL392 | more-counts-than-compared | `counts` may name {most} members of a row at most, since each is compared with all sums of others. | Declare a route, or a table, for each group of counts that belong together.
POL393 | table-in-pages | `{word}` lets a request have a part of the table. | Delete it, and let the service give the whole table, or delete `table:`.
POL397 | conversation-method | A WebSocket begins with GET, and not with {method}. | Write `match: GET ...`.
POL398 | subprotocols | `subprotocols` are the names of protocols that a WebSocket may speak (`stream: messages`). | Write names without blanks, beside `stream: messages`, or take it out.
POL400 | no-law | No law is in force: agreements alone decide what leaves. | Put the laws that bind the city into laws/.
POL401 | quote-unconfirmed | Nobody has confirmed the quotation of `{word}`. | Let counsel compare it with the text of the law, and write it under `quote:`.
POL402 | no-citation | `{word}` names no place in a law. | Write under `cite:` the section that says it.
POL403 | rule-over | `{word}` ended on {day}, and closes nothing any more. | Delete it, or give it another `until:`.
POL404 | rule-about-nobody | `{word}` can never apply: everyone in `to` is excepted in `except_to`. | Look at `to` and `except_to`.
POL405 | rule-about-nothing | `{word}` can never apply: nothing it is about is declared under `at`. | Look at `data:` and `at:`, or declare the fields in services/.
POL407 | agreement-emptied | `{word}` opens nothing: {rules} take away all that it shares. | Ask counsel which is meant. Share something else, end the agreement, or change what the rule yields to.
POL410 | gap | No law and no agreement names {categories} of `{word}`. | They are removed for everyone. Write who may have them, or who may not.
POL411 | agreement-inside | `{word}` opens nothing that `{other}` does not open already. | Delete it, or let it say something else.
POL412 | same-rule | `{word}` says the same as `{other}`. | Delete one.
POL413 | rule-inside | `{word}` closes nothing that `{other}` does not close already. | Delete it, or let it say something else.
POL415 | pack-over | The pack `{word}` ended on {day}, and none of its rules is in force. | Include it for longer, or take the line out.
POL416 | pack-ending | The pack `{word}` ends on {day}. | Include it for longer, or write what takes its place.
POL417 | pack-not-included | The pack `{word}` stands in the folder and is not in force: `city.yaml` does not include it. | Include it under `packs:`, or delete its folder.
POL420 | agreement-over | `{word}` ended on {day}, and opens nothing. | Renew it, or delete the file.
POL421 | agreement-ending | `{word}` ends on {day}. | Renew it in time, or tell the partner.
POL422 | signature-missing | `{word}` is not signed yet by its own words, and opens from its first day all the same. | Write who signed it and when, under `signed:`; or take the file out until somebody has.
POL423 | review-past | `{word}` was to be looked at by {day}. | Ask counsel, and set the next day.
POL424 | review-soon | `{word}` is to be looked at by {day}. | Ask counsel, and set the next day.
POL425 | contract-over | What binds `{word}` ended on {day}: it gets nothing, and carries nothing. | Renew it, or delete the file.
POL426 | contract-ending | What binds `{word}` ends on {day}. | Renew it in time, or tell the partner.
POL427 | declaration-over | What `{word}` declared (`{other}`) ended on {day}, and whatever needs it is closed. | Ask the partner for a new one, or take it out.
POL428 | declaration-ending | What `{word}` declared (`{other}`) ends on {day}. | Ask the partner for a new one in time.
POL430 | no-stopping-test | No test shows that `{word}` stops something. | Add one under `tests:` that expects `refer`, `hold`, `refuse` or `removed:`.
POL431 | no-passing-test | No test shows that something still passes `{word}`. | Add one under `tests:` that expects `release` and `kept:`.
POL432 | agreement-untested | No test uses `{word}`. | Add one in tests/: who asks, for what purpose, and what is kept.
POL440 | paper-opens | `{word}` opens by itself, and an agency signs it for itself. | Write `opens: no`: what no judge has seen opens nothing.
POL441 | yields-to-paper | `{word}` yields to `{process}`, which no judge has seen. | Take it out of `yields_to:`, unless counsel wants just that.
POL442 | needs-paper | `{word}` takes `{process}` for enough, which no judge has seen. | Ask for another kind under `needs:`, unless counsel wants just that.
POL443 | status-not-referred | `{word}` says `{then}` to a government that asks for {categories}: 8 U.S.C. 1373 makes that a choice of counsel. | Write `then: refer`, or record the choice: `counsel: {choice: {then}, by: ..., on: 2026-02-01}`.
POL450 | not-yet-suppressed | `{word}` shares {categories} with `suppress: {profile}`, which this version cannot do: nothing of it goes out. | Share by another profile, or leave it: the requester gets the rest.
POL470 | no-table | `{word}` shares with `suppress`, and `{route}` does not say where its counts stand: nothing of it goes out. | Add `table:` to the route.
POL471 | part-of-a-table | `{word}` may ask for a part of the table of `{route}` by {categories}: what differs between two answers can tell of one person. | Take it out of `asks_by`, or write under `totals_by` that only totals by it are known.
POL472 | takes-anything | `{word}` changes something at the service and does not say what it may be sent: whoever may call it sends what they like. | Add `accepts:` with what the service has to collect, or `accepts: none`.
POL473 | crossed | `{word}` shares by `{profile}`, which allows no counts by two things at once, and `{route}` counts by {several}: none of its counts goes out. | Count by one thing, or share by another profile.
POL474 | put-deletes | `{word}` is a PUT with `otherwise: remove`: what is taken out of it is deleted at the service. | Write `otherwise: refuse`, or have the service take a PATCH.
POL475 | alike-without-list | `{word}` asks for records that look alike (`k_anonymity`), and `{route}` has no list of them: nothing of it goes out. | Add `records:` to the route, or name other routes.
"""

PHRASES: dict[str, str] = {
    "near": "Did you mean {words}?",
    "or": " or ",
    "choice": "Use one of: {words}.",
    "is-fault": "a fault: nothing of the folder is loaded until it is mended",
    "is-warning": "a warning: it stops nothing, unless you ask for it with --strict",
    "why": "Why it matters",
    "remedy": "What to do",
    "nearest": "Take the word that the fault offers, or look in the list it comes from.",
    "before": "Wrong, in",
    "after": "Mended",
}
"""What stands around words that are offered."""
