"""The verbs by which news attributes words to somebody."""

_SAY = """
accuse:accuses,accused,accusing acknowledge:acknowledges,acknowledged,acknowledging add:adds,added,adding
admit:admits,admitted,admitting affirm:affirms,affirmed,affirming agree:agrees,agreed allege:alleges,alleged,alleging
announce:announces,announced,announcing answer:answers,answered,answering argue:argues,argued,arguing
ask:asks,asked,asking assert:asserts,asserted,asserting assure:assures,assured boast:boasts,boasted,boasting
caution:cautions,cautioned,cautioning charge:charged claim:claims,claimed,claiming
comment:comments,commented,commenting complain:complains,complained,complaining concede:concedes,conceded,conceding
conclude:concludes,concluded,concluding confirm:confirms,confirmed,confirming continue:continued
counter:countered cry:cried declare:declares,declared,declaring demand:demanded deny:denies,denied,denying
disclose:disclosed emphasise:emphasises,emphasised,emphasising emphasize:emphasizes,emphasized,emphasizing
exclaim:exclaims,exclaimed explain:explains,explained,explaining gush:gushed insist:insists,insisted,insisting
joke:jokes,joked,joking lament:laments,lamented,lamenting maintain:maintains,maintained,maintaining
mutter:muttered note:notes,noted,noting observe:observes,observed,observing pledge:pledges,pledged,pledging
post:posts,posted,posting predict:predicts,predicted,predicting promise:promises,promised,promising
proclaim:proclaims,proclaimed quip:quips,quipped read:reads recall:recalls,recalled,recalling
recount:recounted reiterate:reiterates,reiterated,reiterating remark:remarks,remarked,remarking
remember:remembers,remembered reply:replies,replied,replying report:reports,reported,reporting
respond:responds,responded,responding reveal:reveals,revealed,revealing rule:ruled say:says,said,saying
shout:shouts,shouted,shouting shrug:shrugged sigh:sighed snap:snapped state:states,stated,stating
stress:stresses,stressed,stressing suggest:suggests,suggested,suggesting tell:tells,told,telling
testify:testifies,testified,testifying thunder:thundered tweet:tweets,tweeted,tweeting
underline:underlines,underlined,underlining underscore:underscored urge:urges,urged,urging vow:vows,vowed,vowing
warn:warns,warned,warning whisper:whispered wonder:wonders,wondered write:writes,wrote,writing yell:yelled
estimate:estimates,estimated advise:advises,advised reckon:reckons,reckoned
"""
_JUDGE = """
applaud:applauds,applauded,applauding attribute:attributed blame:blames,blamed,blaming blast:blasted,blasting
brand:brands,branded,branding call:calls,called,calling celebrate:celebrated characterise:characterises,characterised
characterize:characterizes,characterized cite:cites,cited,citing commend:commends,commended,commending
condemn:condemns,condemned,condemning criticise:criticises,criticised,criticising criticize:criticizes,criticized,criticizing
decry:decries,decried,decrying defend:defends,defended,defending denounce:denounces,denounced,denouncing
deplore:deplores,deplored,deploring deride:derides,derided deem:deems,deemed describe:describes,described,describing
dismiss:dismisses,dismissed,dismissing express:expresses,expressed,expressing hail:hails,hailed,hailing
label:labels,labelled,labeled,labelling,labeling mock:mocked,mocking portray:portrays,portrayed,portraying
praise:praises,praised,praising refer:refers,referred,referring regret:regrets,regretted reject:rejects,rejected,rejecting
ridicule:ridiculed slam:slams,slammed,slamming speak:speaks,spoke,speaking talk:talked,talking
term:terms,termed,terming thank:thanks,thanked,thanking voice:voices,voiced,voicing
welcome:welcomes,welcomed,welcoming
"""


def _forms(table: str) -> frozenset[str]:
    pairs = (entry.split(":") for entry in table.split())
    return frozenset(form for _, forms in pairs for form in forms.split(","))


SAYING = _forms(_SAY)
"""Finite forms and participles that introduce speech of any length."""
JUDGING = _forms(_JUDGE)
"""Forms that introduce a phrase in marks after them: `called it “…”`, `hailed a “…”`."""
NAMING = frozenset(
    "call calls called calling brand brands branded describe describes described describing dub dubs dubbed "
    "label labels labelled labeled dismiss dismisses dismissed dismissing denounce denounces denounced "
    "term terms termed deem deems deemed branding labelling labeling denouncing".split()
)
"""Judging verbs whose words in marks are the subject's own, whoever the sentence ends with."""
WITH_OBJECT = frozenset(
    "announced announces reported reports confirmed confirms denied denies disclosed revealed reveals posted recalled recalls "
    "observed observes demanded promised promises pledged pledges asked continued agreed agrees urged maintained".split()
)
"""Saying verbs that take a thing for an object as readily as a clause."""
PLURAL_FORMS = frozenset(
    "say argue claim insist warn believe write add describe call allege note maintain acknowledge".split()
)
"""Present forms that a plural subject takes; also infinitives, so never after `to` or a modal verb."""
BEFORE_INFINITIVE = frozenset(
    "to will would could can cannot should may might must did didn’t does do not don’t wouldn’t let "
    "didn't don't wouldn't i we you".split()
)
BE = frozenset("is are was were be been being gets got".split())
ADVERBS = frozenset(
    "also then later now still again once even just simply only earlier afterwards thereafter has have had "
    "further too instead never himself herself themselves itself merely today yesterday".split()
)
"""Words that may stand between a subject and its verb; so may any word in `-ly`."""
NOT_ADVERBS = frozenset("family italy ally july assembly supply reply daily weekly rally monopoly bully jelly".split())


def is_participle(form: str) -> bool:
    """Say whether `form` is a present participle, which has the subject of the clause before it."""
    return form.endswith("ing")


def is_adverb(word: str) -> bool:
    """Say whether `word` (folded) may stand between a subject and its verb."""
    return word in ADVERBS or (word.endswith("ly") and word not in NOT_ADVERBS)
