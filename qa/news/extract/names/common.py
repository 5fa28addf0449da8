"""Ordinary English words that a capital does not make a name: those that open sentences and fill headlines."""

FUNCTION_WORDS = frozenset(
    """a an the this that these those i me my mine we us our ours you your yours he him his she her hers it its they
    them their theirs who whom whose which what when where why how if whether because although though while whereas
    since until unless before after during despite besides beyond between among amid amidst against about above
    across along around at behind below beneath beside by down for from in inside into like near of off on onto out
    outside over past per plus than through throughout to toward towards under underneath unlike up upon via with
    within without and but or nor so yet not no none nobody nothing neither either both each every everyone
    everybody everything any anyone anybody anything some someone somebody something all most much many more less
    least few fewer several other others another such same as is are was were be been being am do does did done
    doing have has had having can could may might must shall should will would ought let lets here there then now
    today tomorrow yesterday tonight soon later earlier never ever always often sometimes usually rarely again also
    too very just only even still already perhaps maybe indeed instead however therefore thus hence moreover
    furthermore meanwhile nevertheless nonetheless otherwise accordingly according consequently finally lastly
    eventually initially first firstly second secondly third thirdly fourth fifth sixth seventh eighth ninth tenth
    last next previous once twice ago yes no ok okay well oh one two three four five six seven eight nine ten eleven
    twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy
    eighty ninety hundred hundreds thousand thousands million millions billion billions dozen dozens half quarter
    couple isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't it's i'm
    i've i'd i'll we're we've we'll you're they're they've he's she's that's there's what's let's who's here's ain't
    based given following including regarding concerning depending owing due ahead alongside apart aside away back
    forth together altogether elsewhere somewhere everywhere nowhere anyway rather quite almost nearly hardly""".split()
)
COMMON = FUNCTION_WORDS | frozenset(
    """put take get go come give keep hold bring begin become show hear run stand lose pay meet include continue set
    learn lead understand watch allow add spend grow walk win teach offer remember consider appear buy serve die
    send build stay cut kill raise pass sell require decide pull remain suggest explain avoid check click visit try
    tell turn mum dad celsius fahrenheit richter nothing bring eat drink drive ride sit sing swim throw wear write
    build forget imagine suppose enjoy join listen lean lift lock mix move name note pack pick print push reach rest
    roll save seek shut sign slow speak spread sound lines waters meadow mutual sounds swim access accident account
    action activists activity actors addition address adults advocates affair age agenda agents agreement aid air
    alarm allies allegations ambulances amendment analysis analysts anger animals announcement answer appeal
    application archaeologists area areas argument arms army arrests art article artists asked ask asking asset
    assets astronomers athletes attack attackers attacks attempt attempts attention audience aunt authorities
    authors autumn average baby baker bakers bank bankers banks bar battle beach bears beef beer beginning behaviour
    being best better big bid bill birds birth black blast blockade blood blue board boat boats body bomb book books
    border borders boy boys bread break breakfast breaking bridge brother brothers budget builders building
    buildings bus buses business businesses buyers cabinet call calls campaign campaigners canal candidates capital
    captain car care cars case cases cash cat catch cats cause ceasefire cease-fire census central century ceremony
    chance change changes charges charities charity chart cheese child children choice church churches cities
    citizens city civic civil civilians claim claims class clean clear clerks climate clock close clothes coach coal
    coast coffee cold colleagues college column come comment commentators comments committee common communities
    community companies company complaint conference conflict congress consumers contact control cooking copies corn
    corruption cost costs council councillors country countries couple course court courts cows crane cream credit
    crews crime criminals crisis critics crops crossing crossroad crowd crowds culture currency customers cuts
    cyclists dairy damage dance data date daughter dawn day days dead deadline deal deals dear death deaths debate
    debt decision decisions deep defence defendants defense delegates demand democracy demonstrators dental deputies
    description detectives details development dialogue digital dinner diplomats directors disaster discussions
    disease disputes divers doctor doctors document documents dog dogs doubt draft dream drivers driving drones
    drought drug drugs dry early earth earthquake east east-west economists economy editor editorial editors
    education effort efforts eggs elderly elected election elections electricity emergency emissions employees
    employers end energy engineers enough entry environment equal error escape estimate events evidence example
    exchange exercise exhibition experts explosion explosions exports eyewitnesses face fact factories factory fair
    fall families family fans far farm farmers father fear fears federal fees fence ferries ferry festival fewer
    field fields fighters fighting figures film final finance fine fire firefighters fires firms fish fishermen
    fishing five-year flag flat flats fleet flight flights flood floods floor flowers focus follow food football
    force forces forecasters foreign forest form formation former forum founders founder free freedom friend friends
    front frost fruit fuel full fun fund funding funds funeral further future gains game games gang gap garden gas
    gate gender general generals generation genocide girl girls global goal goals god gold good goods government
    governments governors grain grandmother grandparents grants grass gray great green grey ground group groups
    growth guards guests gun gunmen guns hall hand hands happy harbour hard head heads health hearing heart heat
    heavy heirs help herds heron heroes high higher hikers history holiday holidays home homeland homes honey hope
    hopes horse horses hospital hospitals host hostages hot hotel hotels hour hours house households houses housing
    human hundred hunger hunters husband ice idea immigrants impact imports independence index industry inflation
    information injuries inquiry insects inspectors insurers interest interests international interview
    investigators investment investors island islands islanders issue issues item jobs join joint journalists
    journey judge judges judgment jurors jury justice keep key kids killing kind kings knowledge labor labour lack
    ladies lake land landlords language large law lawmakers laws lawyers leaders leave left legal legislators
    lessons letter letters level librarians library life light lights line lines list little live lives living loans
    local locals long look lord loss losses lot love low lower luck lunch machine machines magazine magistrates mail
    main majority make makers man managers manufacturers map march market markets marriage mass massacre match
    material matter matters mayors meals measures meat media medical meeting meetings members memory men merchants
    message messages metal migrants military milk mine miners minister ministers ministry minority minutes mission
    model modern moment monday money month months moon more morning mother mothers motherland motion mountain
    mountains move movement movie much museum museums music musicians names nation national nations nature navy need
    negotiations negotiators neighbors neighbours network new news newspaper newspapers next night nobel noise north
    northern note notes nothing nuclear number numbers nurses observers occupation offers office officers official
    officials oil old only open opening operation operations opinion opponents opportunity opposition option options
    orders organisations organisers organizations organizers outlook outside owner owners page painting panel paper
    papers parents park parking parliament part parties partner partners party passengers passport patients patrol
    pay peace peacekeepers pensioners pensions people permission personal photo photographs photos pictures pilots
    place plain plan plane planes planners plans planet plants play players please point points police policy
    policymakers political politicians politics poll polls pollution pool poor popular population port post pound
    power present president presidents press pressure prevention price prices principle prison prisoner prisoners
    private privacy problem problems process producers production products professor profits programme project
    projects proof property proposals prosecutors protection protest protect protesters protests provincial public
    pupils quality question questions quick race racing radio rail railway rain rates reached read readers reading
    real reality reason reasons rebels receipts record records recovery red referendum reform reforms refugees
    region regional regions regulators related relations relatives release relics relief religion renewable rent
    repairs report reporters reports republic request rescue rescuers research researchers reserves residents
    resistance resources respect response responsibility restaurants result results return returns revenue rice rich
    right rights risk risks river rivers road roads rock room rooms round rule rules rumours run safe safety sailors
    salaries sales sanctions sand school schools science scientists sea search season seats secret secretary
    security sellers senators senior sentence separate series server servers service services session shares sharing
    she ship ships shoppers shops shot show signs silence silver sister site sites situation skies sleep small smart
    smoke snow soccer social soldiers solidarity solution son song sources south southern space speaker speakers
    special spectators speech spokesman sport sports spring staff star start state stated statement statements
    states station statistics step steps stock stocks stop stories storks storm story street streets strike strikers
    strikes strong student students studies study subject success sugar summer summit sun supplies supply support
    supporters surgeons survey survivors suspects system systems table take talks tax taxes taxis taxpayers tea
    teacher teachers team teams technology teenagers television temperatures tenants tensions territory terrorism
    terrorists test tests text thank thanks theatre think thousands threat threats tickets tides time times title
    tools top tornado tourism tourists tower town towns trade traders traffic train trainers trains transport travel
    travellers treasure treatment treaty tree trees trial tribunals troops trouble truck trucks true trust truth
    turn turnout twins uncle under unemployment union unions universities unknown update updates urban users
    vaccines vegetables versions vehicle vehicles veterans victims victory video view viewers village villagers
    villages violence visitors voice volunteers vote voters votes wage wages wait walk want war warning wars watch
    water way weapons weather wedding week weekend weeks welcome west western wheat white widow wife wild wind winds
    wine winner winners winter wolves woman women wood words work workers working works world worshippers worth
    write writers wrong year years yellow young youth zone advertisement advertisements read more caption correction
    subscribe click share updated published copyright photo image source editor's exclusive breaking entities vision
    hello goodbye charter lion eagle rose valley delta bloom charged detained delighted driven concerned asked born
    born raised built made known seen called named held led told added said says wrote speaking citing quoting
    establishing welcoming reflecting looking going coming getting taking making having using putting giving leaving
    arriving calling adding announcing describing entangled aided faced backed armed opposed accused convicted
    sentenced injured killed wounded missing unable able afraid aware unlike likely unlikely aftermath appointment
    arrival burial burning carbon chairs chess choir climbers comet concert counting curfew departments district
    drainage duty ebb evening exit explorers fog foot fraud furniture glass grants harvest heating hens herd hive
    holidaymakers income insurance inmates jam kitchen ladder leak lightning litter lorry lorries luggage lunchtime
    malaria mayor mediation midnight migration mosquitoes mud mushrooms neutrality noon officials' orchards ordinary
    outrage paint pandemic parade passers-by pigeons poverty power-cuts publication radioactive raiders rats
    reconstruction recruits retailers revenues robbery robots salmon sheep shells shelling shepherds shots smugglers
    spokeswoman spectator squatters sunshine swimmers thieves timber treason tunnel turbines typhoid vandals
    villager walkers wardens whales wholesalers wildfires witnesses""".split()
)

_ENDINGS = (
    "tion",
    "tions",
    "sion",
    "ment",
    "ments",
    "ness",
    "ing",
    "ings",
    "ship",
    "able",
    "ible",
    "isms",
    "ism",
    "ists",
    "ity",
    "ities",
    "ously",
    "fully",
    "less",
    "ance",
    "ence",
    "ically",
    "ially",
    "edly",
    "ings",
    "ers'",
    "hood",
    "ology",
)


def ordinary(word: str) -> bool:
    """Whether a word in lower case is surely no name: known as common, or built like an English noun or participle."""
    return word in COMMON or (len(word) > 6 and word.endswith(_ENDINGS))
