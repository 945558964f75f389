"""What each fault means and why it matters, for ``firewall explain``: ``code | sentences``, a line a fault."""

TABLE = """
POL001 | A policy file is some pages long. One of this size is something else, such as data that was saved in the wrong folder, and reading it would keep the firewall busy.
POL002 | A file without content says nothing, and whoever finds it cannot know whether something was lost.
POL003 | YAML takes a colon followed by a space for the end of a key. In a sentence with a colon it sees a second key where none is meant.
POL004 | A tab is as wide as each editor likes, so two people would see two different texts. Only spaces say what belongs to what.
POL005 | How far a line stands to the right says what it belongs to. This line stands where no other line begins, so it would be a guess what it is part of.
POL006 | Text in quotation marks ends at the next mark of the same kind. Without one, all the rest of the file would be part of it.
POL007 | A list `[a, b]` and a block `{a: b}` end with the bracket that began them. Without it, the next lines would become part of the list.
POL008 | A line that is not indented begins with a key and a colon. A word alone is neither a key nor a value.
POL009 | The file breaks a rule of YAML for which there is no plainer sentence. Nothing after this place can be relied on.
POL010 | Control characters are invisible, and two programs can read them differently. Most come in when text is copied from a document.
POL011 | The number after `\\U` is larger than any character there is.
POL012 | `---` begins a new document in the same file. One file says one thing, so that its name tells what stands in it.
POL013 | A line that begins with `%` would change how the rest of the file is read.
POL014 | Policies are flat so that they can be read aloud. What is nested more than twelve times is no policy, and could be made to keep the firewall busy.
POL015 | An anchor lets one place of a file stand for another. Whoever reads a rule should see all of it where it stands.
POL016 | A tag such as `!!int` tells a program how to read a value. Here every value is the text that was typed.
POL017 | A key without a value could mean "nothing" or "everything". Since a guess could open something, it is refused.
POL018 | `\\uD800` to `\\uDFFF` are halves of characters. Alone they are no text, and no file can hold them.
POL019 | A key is a word from the list for its block; a list or a block in its place says nothing.
POL020 | `<<` copies keys from elsewhere into this block, and which of two values counts is easily misread.
POL021 | Of two values for the same key one would silently be lost. That could be the stricter one.
POL022 | A number sign after a space begins a comment. In a citation or a sentence it would cut the words short, and whoever reads the policy would see less than was written.
POL030 | Without this key nobody could say what is meant, and the firewall does not guess.
POL031 | A misspelt key would say nothing, and the rule would be looser than whoever wrote it believes. So each key has to be one that the firewall knows.
POL032 | Here several keys are needed, each with its value. A word or a list alone does not say which is which.
POL033 | One value is needed here, and a list or a block stands in its place.
POL034 | This name stands in the record, in commands and in other files. With spaces or accents it would be written in two ways.
POL035 | Also one entry is a list, so that a second one can be added without writing the line anew.
POL036 | A list was expected, and lines with keys stand in its place.
POL037 | An empty list could mean "nobody" or "everybody". Where it may be empty, the word `none` says so.
POL038 | Each entry of this list is one word.
POL039 | To say a word twice changes nothing, so one of the two was probably meant to be another.
POL040 | Words come from closed lists, so that a typing error is told and never becomes a rule that silently applies to nobody.
POL041 | Categories stand in vocabulary/data.yaml. A rule about one that is not there would be about no data at all, and an agreement would share nothing.
POL042 | Whoever asks is known as a partner (in partners/) or as a kind of requester (in vocabulary/requesters.yaml). A rule about anybody else would apply to nobody.
POL043 | Purposes stand in vocabulary/purposes.yaml. Nobody could ever ask for one that is not there.
POL044 | Kinds of legal process stand in vocabulary/processes.yaml. One that is not there can neither be claimed nor verified.
POL045 | Services and routes stand in services/. A rule or an agreement about one that is not there would apply nowhere.
POL046 | A test asks one route, written as `service:route`. With a service alone nobody knows what is asked.
POL047 | Kinds stand in vocabulary/requesters.yaml. Laws speak about kinds, so a partner of an unknown kind would escape all of them.
POL048 | A partner can act only for another one that has a file in partners/. A chain that leads nowhere could not be judged.
POL049 | Days are written as year, month and day, so that nobody reads the fourth of March where the third of April is meant.
POL050 | A number is written in digits alone, since `2.000` is two to some and two thousand to others.
POL051 | Here each line is a name of your own choosing with its value.
POL052 | This list holds blocks, each of which begins with `- `; it has to hold at least one.
POL053 | A rule can yield to a basis (judicial, duty, emergency, consent, counsel) or to a kind of legal process. An agreement is never among them: no contract outranks a law.
POL054 | A rule closes: it removes, refers, holds or refuses. It can also make data coarser, but it never releases.
POL055 | A test expects what happens to the whole exchange: release, refer, hold or refuse. What happens to single members stands under `kept` and `removed`.
POL056 | Tests play with invented records from samples/. Without the file the test would try something else than it says.
POL057 | The firewall reads files that end in `.yaml` alone. One of another ending would silently say nothing.
POL060 | The firewall knows what a file is by the folder it stands in. A file elsewhere would silently say nothing.
POL061 | This folder holds files of fixed names only. One of another name would silently say nothing.
POL062 | Every word of a policy comes from the vocabulary, so no other file can be read without this one.
POL063 | Refusals tell the requester whom to write to, and the record is kept in the name of the city.
POL064 | The file was saved in another encoding, is no text, or may not be read. Without it the rest of the folder could be a looser policy, so nothing is loaded.
POL065 | Two files describe a partner of the same name. Which one counts must never be luck.
POL066 | A rule that names this word would mean the partner to one reader and the kind to another.
POL067 | A certificate proves who asks. If it proved two partners, the one with the looser agreement could be chosen.
POL068 | The subject of a token proves who asks. If it proved two partners, the one with the looser agreement could be chosen.
POL069 | Two files describe a service of the same name. Which one counts must never be luck.
POL070 | The record names rules by their law and name. Two of one name could not be told apart in it.
POL075 | Words of the vocabulary stand in other files and in addresses, so they are kept simple.
POL076 | The firewall uses this word for itself. A category of that name could be opened by a slip.
POL077 | Dots make a tree: `identity.name` is a part of `identity`. The higher word has to be there first, since rules about it cover all that is below.
POL078 | What a judge signs outranks laws; what an agency signs for itself does not, however official it looks. A kind that mixes the two would open data for a paper that no judge has seen.
POL080 | The firewall asks the service at this address: http or https, a host and a port, and no path.
POL081 | `accepts` says what an intake takes from a request. A GET or DELETE sends nothing that could be taken.
POL082 | `otherwise` says what happens to what an intake does not accept. Without `accepts` there is nothing it could be about.
POL083 | A member of an answer is of one category, or of a list of them. What stands here is neither.
POL084 | Of two declarations of the same place one would silently be lost.
POL085 | A place without a category would be a place that no rule is about.
POL086 | Places in a document begin with a slash and have one step after each slash; `*` is any item of a list.
POL087 | A route is found by its method and path, such as GET /patients/{id}. Anything else matches no request.
POL088 | What stands in a path is data too: an address with a person's number in it tells of that person. So each part that varies has its category.
POL089 | Only the parts in braces of `match` can have a category here.
POL090 | How many records are asked for has to be clear before the service is asked, since agreements limit it.
POL091 | A parameter that selects members, turns pages, limits records, orders them or asks for their total is nothing else beside that.
POL092 | A marker stands in the place of a member that was removed. One for a member that is not declared would never be used.
POL093 | Limits of agreements are counted in records. Where the list of records is not found, a whole list would count as one.
POL094 | A marker says of which type the member is, so that the program that reads the answer still finds what it expects.
POL095 | Rules and agreements name routes. Two of one name could not be told apart.
POL096 | The same request would match both routes. Which one counts must never be luck.
POL100 | The name has to be just the one that city IT wrote into firewall.toml.
POL101 | An authority without a certificate that it signed proves nobody.
POL102 | A token says who somebody is only together with who issued it.
POL103 | A certificate proves a partner by a name in it, or by its fingerprint. Any other text matches no certificate.
POL104 | A chain of principals has to end with somebody. In a circle nobody could say on whose behalf is asked.
POL105 | The partner's certificates would have to be signed by an authority that the firewall does not know, so it could never come in.
POL106 | The partner's tokens would come from an issuer that the firewall does not know, so it could never come in.
POL110 | An agreement that ends before it begins is never in force.
POL111 | Only what somebody signed opens anything.
POL112 | An agreement cannot have opened anything before it was signed.
POL113 | A duty and an emergency outrank laws. If it were enough to claim one, everybody would.
POL114 | Language, birthplace, date of entry and the like tell nothing alone. Three of them together tell who has no secure status, so sharing them is sharing the status.
POL115 | A mask or a pseudonym is text. Where the program that reads the answer expects a number or a date, it would break.
POL116 | Without the place of the list, an answer of a thousand records would count as one, and the limit would limit nothing.
POL117 | The record names agreements by their number. Two of one number could not be told apart in it.
POL118 | Which of two agreements counts must never be luck. So one partner gets one answer for one service and purpose.
POL130 | A rule that ends before it begins is never in force.
POL131 | A rule about nobody closes nothing, though whoever reads it believes so.
POL132 | The requester would read the braces as they stand. Only {case} is replaced, by the reference of the case.
POL133 | A rule that names no data is about the whole exchange, and the whole exchange can only wait or be refused.
POL134 | What counsel chose and what the rule does have to be the same, else nobody knows which was meant.
POL135 | A choice that the law leaves to the city counts when a named person made it on a known day.
POL140 | Small numbers tell of single people. Only a route of statistics can leave them out.
POL141 | Data can be shared as it is, coarser, masked or as a pseudonym. Nothing else is known here.
POL142 | Only a route of statistics has a table of counts in which small ones are kept back.
POL143 | A small count is kept back together with others, so that no sum gives it away. Where nothing is ever summed there would be no others.
POL144 | What is not declared does not leave, and a count that cannot be seen cannot be kept back.
POL145 | A table counts how many there are of each kind. One member cannot be the kind and the number.
POL146 | An intake takes what is declared, and members whose name says what they are. `exactly` leaves the second out, so without a declaration nothing would ever arrive.
POL147 | A stream is a list of records by itself. Fields are declared for each of its items, and what no field declares is removed.
POL148 | The records of a stream leave one after the other. It has no place for counts that are worked out over all of them, or for a receiver.
POL149 | Whether enough records look alike is known at the end of an answer. By then a stream has let its first records go.
POL150 | The record is in the name of one city, and its proofs are as well.
POL151 | A folder that was read while it was half copied could have no law in it. So the last law is not given up while the firewall runs.
POL152 | With this policy somebody who proved nothing would get data.
POL153 | All processes of the firewall decide by the same policy, or none does by the new one.
POL154 | One record always looks like itself, so 1 would ask for nothing; and of more than a hundred that look alike hardly any answer would have enough.
POL158 | The records of a stream leave while they come. Of several lists, each would have to be kept until it is known in which the next record stands.
POL160 | Findings are told by the name of what found them.
POL161 | This file is for recognizers that the city wrote itself.
POL162 | A recognizer without a pattern or a list finds nothing, though whoever reads it believes so.
POL163 | The name stands in reports and settings, in Latin letters and digits.
POL164 | In YAML the r and the quotation marks would be part of the expression.
POL165 | An expression has to be read in a time that grows with the text and no faster. Else one text could keep the firewall busy for hours.
POL166 | An expression that matches nothing at all is found everywhere, and everything would be removed.
POL167 | The score says how sure a finding is, between 0 and 1.
POL168 | Examples show that the expression finds what it is for. This one it does not find.
POL169 | The score is so low that a finding counts only beside a word of context, and none stands in the example.
POL170 | Counter-examples show what must not be found, and this one is.
POL200 | A declaration is on file between two days. One that ends before it begins never is.
POL201 | How long somebody may take is said in hours or days, so that it can be told when it is overdue.
POL205 | A duty that is not in vocabulary/duties.yaml would be owed by nobody.
POL206 | A role says who in the city does something. One that nobody has would approve nothing, or do nothing.
POL207 | A declaration that is not in vocabulary/declarations.yaml could be on file nowhere, and nothing would ever open.
POL208 | A duty comes back every day, week, month, quarter or year.
POL209 | Rules and agreements begin and end at midnight in the city. A zone that nobody knows would leave the day open.
POL210 | How small counts are kept back is decided by a named rule, and not by a number of one's own.
POL250 | The place of a file in a pack says what it is. A file elsewhere would silently say nothing, and the pack would be looser than whoever wrote it believes.
POL251 | A city includes a pack by the name of its folder. If the file inside says another name, nobody could know which pack is meant.
POL252 | Between these two days there is no day, so the pack would never be in force.
POL253 | A choice is answered with one word out of those that the pack offers. A list or a block in its place answers nothing.
POL254 | Some questions a lawyer of the city has to answer, and the pack has no answer of its own. Until there is one, nothing loads: a default would be a legal decision that nobody made.
POL255 | The same question was answered twice and not alike. Which one counts must never be luck.
POL256 | Two other packs bring this one for two times that do not meet. In the days between its rules would not be in force, and perhaps nobody meant that.
POL257 | A pack is written once for many cities, and each calls its services otherwise. What a service is stands in its own file, under `kind:`.
POL258 | A pack is written in the words of the vocabulary that comes with the program. Where the city's own is older, a rule would be about nobody; so the word has to be added first.
POL259 | A law about schools must not miss a school because nobody said that it is one. So where a pack is in force, or a text of the city's own names kinds, every service says what it is.
POL260 | An agreement is what this city signed with somebody. A pack holds what a law says, and of what opens only what a statute obliges to or an emergency needs.
POL261 | A pack comes from elsewhere, so nobody in it can sign for this city. Whoever includes it signs there, and until then its duties open nothing.
POL262 | `except_data` says what a rule about everything is not about. Beside a list, or alone, nobody could tell what it is taken out of.
POL263 | Two packs of one name would make it luck which one counts, and a new version of the program could change the city's law unseen.
POL264 | Without it nobody knows what the pack is, on what it is built and what it asks of counsel.
POL265 | The duties of a pack open only on days for which somebody signed. Of two times with a gap between them nobody could tell which was meant, so the gap is never filled.
POL266 | What was signed for afterwards opened nothing on any day, and the line looks as if it had.
POL267 | A pack is written for many cities, and what it says of schools waits where there is none. A city that writes a text of its own means a service, and a text that met none would be missing without a word.
POL268 | A rule about nothing looks like one that protects, and nobody would miss what it does not close.
POL269 | A word covers all that stands below it. Where all of that is taken out the word cannot stay, so what is declared with it would leave too, and the rule would close less than it says.
POL300 | A promise is about everything that can be asked, on every day. Since it is not kept, something can happen that the folder says never happens, and so the folder is not loaded.
POL301 | Promises are told apart by their names.
POL302 | A promise says what somebody never receives, always receives, or that somebody is never answered. This one says none of it.
POL303 | With two things in one promise nobody could say which of them is broken.
POL304 | The only thing to promise here is that somebody is never answered.
POL305 | This key makes sense only together with the other one.
POL306 | That somebody always receives something can be proved only for a known requester, purpose and place.
POL307 | A promise that something is open has no exceptions that open more.
POL308 | A promise that ends before it begins promises nothing.
POL309 | A promise about nobody promises nothing, though whoever reads it believes so.
POL310 | What no route there declares is removed for everybody, so the promise could never be kept.
POL311 | A promise can leave out what opens: a basis, a kind of legal process, or an agreement of this folder.
POL312 | The promise is about the days of an agreement, so that agreement has to be in the folder.
POL320 | A bundle is signed letter by letter, so it is read only if it is spelt just as the program spells it. A file that was cut, edited by hand or put together of two says something that nobody signed.
POL321 | A bundle is for one city, and the signatures say which. The rules of another city would be about other services and other partners.
POL322 | Two different people stand behind each change: one who wrote it, and one who read it and agreed. One person in both roles, or one key under two names, counts once.
POL323 | A signature is over one file, one city, one version, one role and one person. Where one of them is another, what was signed is not what lies here.
POL324 | A key counts until the day that firewall.toml gives. What it signed and what is in force stays in force; anything new needs somebody whose key still counts.
POL325 | Somebody said that this key is no longer its owner's alone. Whatever it signed could have been signed by anybody.
POL326 | Somebody who may sign took this bundle back. What was taken back never comes back, under no other number either, so that nobody has to wonder whether it might.
POL327 | An older bundle may lack a law that the city has made since. Whoever puts one back by mistake, or on purpose, would take it away unseen; a rollback says so, with a reason and two names.
POL328 | The record says which files were in force under this version. Other files under the same number would make it say something that is not true.
POL329 | The city set the first version that this firewall takes, for a new data directory knows of none.
POL330 | With signers set, only a file that they signed counts. In a plain folder anybody who can write it could change a rule.
POL331 | To revoke something only closes, and takes one person who may sign. A line that cannot be believed may be a true one that was damaged, so it has to be looked at before the firewall can be sure.
POL332 | An emergency is short. What is needed for longer is an agreement, in a bundle that everybody has read.
POL333 | The reason stands in the record and on the public page. It is what somebody will be asked about later.
POL334 | Only an emergency may be laid on a bundle, and its agreement must not go on after it. Everything else belongs in the next bundle.
POL335 | Two people agreed to this emergency on top of one bundle. On top of another one it could mean something else.
POL336 | An emergency is read with all other files, under the same laws and promises. Where it does not fit, it is left out, and the bundle is in force without it.
POL337 | An emergency ends once. Neither the file nor a clock that was set back brings it back; a new one takes two people and a reason.
POL338 | A name such as `../city.yaml` would be written somewhere else when the bundle is unpacked, and two names that differ in capital letters are one file on some machines.
POL339 | The policies of a large city are some hundred kilobytes. What is so much larger is something else, and is not read at all.
POL340 | What begins with `{` or `[` is taken for the sample itself. One that cannot be read would be refused by the firewall, and the test would be about that.
POL341 | Both name what the service answers. With two of them nobody could say which one the test is played with.
POL380 | A way out is for one partner, and only those of the city who are named may use it. With one of the two alone, it would be for nobody.
POL381 | What the city sends is in the body of its request, and this method has none.
POL382 | The plan treats the members of what is sent, one by one. What stands in a path or a query could not be taken out.
POL383 | Who sends is a department of the city, and who receives is somebody else. Else nothing would cross.
POL384 | In GraphQL only the schema tells what a request asks for, whatever it calls it. Without it nothing can be read.
POL385 | In GraphQL only the schema tells what a request asks for, whatever it calls it. Without one that can be read nothing can be.
POL386 | A line about something that is not there would silently be about nothing, and what was meant would stay undeclared.
POL387 | How an answer in GraphQL looks is for each request to say, so nothing can be declared of its places; and these keys say nothing of other routes.
POL388 | Questions in GraphQL come by GET and POST. Another method would mean something else to the service.
POL389 | In a dialect everything is asked in the address. What a body, a schema or a stream says beside it would be read by other rules, and one of the two would win by luck.
POL390 | A query in a dialect is read from the address. What another method sends beside it would be read by nobody.
POL391 | Links lead to the other pages of one answer. What is taken in, sent out, streamed or counted has no pages, so a place of links there would be about nothing.
POL392 | What one count has beyond others is a count of people too, and is kept back where it is small. With many counts in a row these are too many to look at.
POL393 | Small counts are kept back in each answer by itself. What is shown on one page may be what was kept back with a small count on another, and the two together tell it.
POL397 | A conversation is begun by a request that asks for it, and the standard knows GET alone for that.
POL398 | What the two sides agree to speak decides how messages are read. Only what the city has named is agreed to, and only a WebSocket has any.
POL400 | Agreements say what the city wants to share; laws say what it must not. Without a law nothing closes what an agreement opens.
POL401 | A quotation lets a reader compare the rule with the law. Until somebody has compared them, the rule is an opinion.
POL402 | A citation without a section names nothing that could be looked up, and a refusal that cites it convinces nobody.
POL403 | A rule that is over reads like one that protects. Whoever looks for a law on this finds it and stops looking.
POL404 | Each partner under `to` is excepted by its kind under `except_to`, so nobody is left.
POL405 | The routes under `at` declare nothing of what the rule is about, and have no free text in which it could stand. So it closes nothing.
POL407 | Rules that do not yield to the agreement take away all that it shares. The partner will ask and get nothing, and one of the two texts is probably not what was meant.
POL410 | The service declares this data, and nobody has written who may have it. That is safe, since nothing leaves, but perhaps nobody has thought about it.
POL411 | Two texts that open the same have to be changed together, and one day somebody changes only one.
POL412 | Two rules of one law that close the same have to be changed together, and one day somebody changes only one.
POL413 | Another rule of the same law closes all of it, at least as strictly. Whoever changes this one will wonder why nothing happens.
POL415 | The rules of the pack close nothing any more, though its name still stands in city.yaml.
POL416 | After that day none of the pack's rules closes anything.
POL417 | Whoever put the pack there may believe that its rules close something. A pack is in force only where city.yaml names it, or another pack that includes it.
POL420 | The partner asks and gets nothing, though a file is there that reads like an agreement.
POL421 | After that day the partner gets nothing. Thirty days are about what it takes to renew an agreement.
POL422 | The name under `signed:` is no name, or its day is still to come in the city. The program cannot know whether somebody signed: it takes what is written, so the agreement opens on its days. What nobody has signed should not stand here.
POL423 | Laws change. Whoever wrote the rule wanted it to be looked at by that day.
POL424 | Laws change. Whoever wrote the rule wanted it to be looked at by that day, which is near.
POL425 | Agreements with this partner open nothing, though their files read as if they did.
POL426 | After that day agreements with this partner open nothing.
POL427 | Agreements that need the declaration open nothing for this partner, and rules that except those who have declared apply to it.
POL428 | After that day what needs the declaration is closed to this partner. Thirty days are about what it takes to get a new one.
POL430 | A rule that was never seen to stop something may stop nothing, by a slip in a word. A test shows that it does, and keeps on showing it.
POL431 | A rule can also stop too much, and then people do not get the help they asked for. A test shows that what should pass still does.
POL432 | Nobody has tried whether the agreement opens what it says, and no more.
POL440 | What an agency signs for itself orders the city to do nothing. If it opens by itself, every such form opens data.
POL441 | What an agency signs for itself is no order of a judge. A rule that yields to it can be outranked by a form.
POL442 | What an agency signs for itself is no order of a judge. An agreement that takes it for enough can be used with a form.
POL443 | 8 U.S.C. 1373 says that a government may not be kept from exchanging citizenship or immigration status with immigration authorities. Whether a city refers or refuses is a choice of its counsel, and should be on record with a name and a day.
POL450 | A profile that moves every count at random answers the same question differently each time. Until that can be done in a way that can be shown to be right, nothing leaves by it.
POL470 | Small counts can be kept back only where it is known which members are counts, and what they count by. Until it is said, all that is shared so is taken out.
POL471 | Of the whole table some counts are kept back because they would give small ones away. Somebody who asks for the parts one by one could get from one part what was kept back from another.
POL472 | What is not collected cannot be demanded, leaked or stolen. An intake says in one line what its service needs; everything else stays with whoever sent it.
POL473 | Counts of nationality by ward single out streets. Profiles for people at high risk allow one thing at a time.
POL474 | A PUT says all that there is to be, and whatever is missing in it is gone afterwards. Members that were taken out would be lost where nobody meant to delete them.
POL475 | A record that stands alone looks like no other. Where nobody says in which list the records stand, it cannot be seen which of them look alike.
"""
