"""Words that tell what a name is: titles, roles, heads of names of bodies and places; capitals that are no names."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MALE_TITLES = _set(
    "mr sir lord king prince duke father brother baron sheikh sultan emperor monsignor señor herr monsieur"
)
FEMALE_TITLES = _set("mrs ms miss lady dame queen princess duchess sister baroness madame mme empress")
HONORIFICS = (
    MALE_TITLES
    | FEMALE_TITLES
    | _set(
        """dr prof professor rev reverend imam rabbi ayatollah pope archbishop bishop cardinal patriarch catholicos saint
    st hon mullah doctor count"""
    )
    | _set("gen lt col maj capt sgt cpl cmdr adm brig pvt pfc sen rep gov pres supt insp det messrs mx")
)
"""What stands before the name of a person and is no part of it, lower case and without its dot."""

ABBREVIATED = _set(
    """mr mrs ms dr prof rev gen lt col maj capt sgt cpl cmdr adm brig pvt pfc sen rep gov pres supt insp det messrs st
    mt ft jr sr hon mme no vs"""
)
"""What a dot follows that ends no sentence."""

ROLES = _set(
    """president presidents minister ministers premier chancellor secretary secretary-general chairman chairwoman
    chairperson chair co-chair co-chairs chairs chairperson-in-office chief chiefs leader head director
    director-general spokesman spokeswoman spokesperson spokespeople ambassador ambassadors envoy governor mayor
    deputy vice prime foreign-minister senator senators congressman congresswoman representative representatives
    lawmaker mp mps mep meps speaker commissioner commander general lieutenant colonel major captain sergeant
    corporal admiral marshal brigadier commodore private officer constable inspector superintendent detective
    sheriff judge justice magistrate prosecutor attorney lawyer counsel adviser advisor aide coach manager trainer
    captain striker goalkeeper midfielder defender winger forward founder co-founder ceo cfo coo cto executive owner
    economist analyst professor lecturer researcher scientist historian author writer poet novelist journalist
    reporter correspondent editor columnist photographer artist actor actress singer director producer designer
    architect engineer farmer fisherman baker teacher headteacher principal nurse surgeon doctor pastor priest
    warden keeper opposition activist dissident blogger candidate nominee incumbent ex-president ex-minister
    ex-premier vice-president vice-chair vp pm fm dm mp businessman businesswoman billionaire tycoon oligarch
    investor banker treasurer clerk curator librarian chef cook guard driver pilot sailor skipper shipowner soldier
    fishmonger harbourmaster substitute soprano tenor pianist violinist cellist conductor composer painter sculptor
    carpenter plumber electrician mechanic butcher grocer bookseller publican innkeeper landlord landlady postman
    milkman miner shepherd gardener beekeeper forester ranger lifeguard paramedic midwife vet dentist pharmacist
    psychologist meteorologist geologist biologist chemist physicist astronomer archaeologist mathematician
    statistician programmer developer entrepreneur philanthropist comedian dancer rapper drummer guitarist cyclist
    runner sprinter swimmer skier boxer wrestler golfer jockey rider quarterback pitcher batsman bowler goalscorer
    defendant plaintiff suspect schoolgirl schoolboy pensioner volunteer campaigner spokesmen serviceman reservist
    veteran student pupil resident witness neighbour neighbor widow councillor councilor alderman ombudsman
    ombudswoman rector dean provost undersecretary under-secretary under-secretary-general counsellor
    minister-counsellor comptroller negotiator mediator crown warlord guerrilla"""
)
"""Offices and callings: before a name they speak for a person, and alone they are no name."""

ROLE_MODIFIERS = _set(
    """former acting deputy vice prime senior assistant first chief lead interim outgoing incoming late then ex-
    executive lady second outgoing"""
)
"""What stands before a role."""

ORG_HEADS = _set(
    """ministry department council committee commission bank university college institute institution academy school
    party faction union association federation confederation agency organization organisation assembly parliament
    senate congress court tribunal foundation fund trust society club fc inc ltd corp corporation company co group
    llc plc gmbh ag holdings holding office administration authority bureau board service services police army navy
    brigade battalion regiment corps guard guards command force forces alliance coalition movement league front
    brotherhood network bloc chamber directorate secretariat executive cabinet hospital clinic museum gallery
    library theatre theater orchestra philharmonic opera ballet choir band church cathedral mosque synagogue
    monastery seminary airlines airways airline railways railway motors industries systems technologies technology
    labs laboratories laboratory studios studio pictures records entertainment media press news times post gazette
    herald tribune journal guardian observer telegraph mirror chronicle courier television radio broadcasting
    capital partners ventures exchange insurance energy electric petroleum oil gas steel mining pharmaceuticals
    foods brewery bakery stores supermarkets enterprises associates consulting solutions software center centre
    observatory presidency duma knesset bundestag politburo mission embassy consulate delegation platoon initiative
    fellowship guild cooperative co-operative collective diocese archdiocese patriarchate united rovers wanderers
    athletic rangers celtic albion hotspur team squad crew forum consortium treasury inspectorate registry archive
    archives survey lines mutual securities freight logistics telecom pharma chemicals aerospace utilities shipping
    resources minerals metals wireless dynamics robotics brands productions publishing publishers review weekly
    examiner argus echo globe task-force watch international crescent cross university's observatory apparatus
    reserve syndicate conservatory"""
)
"""Last words of the names of bodies; before "of" or "for" their first."""

WEAK_ORG_HEADS = _set(
    """survey lines mutual shipping resources minerals metals review weekly echo globe united guard guards records oil
    gas steel press times post mirror cross crescent team crew band watch opera group services front school church
    office hospital energy mission capital technology international library club museum network media news theatre
    theater cathedral company co executive"""
)
"""Heads that are ordinary words as well, and count only with another word beside them."""

PLACE_HEADS = _set(
    """province region district county municipality oblast raion prefecture governorate river lake sea ocean gulf bay
    strait straits channel canal island islands isle isles peninsula mountain mountains hills hill valley desert
    forest park square street avenue road boulevard lane bridge airport harbor harbour port station corridor plateau
    coast highlands heights strip village town city territory territories state republic kingdom emirate sultanate
    creek falls glacier meadow meadows sound fen peak summit reef basin delta cape beach point quay pier dam
    reservoir palace castle stadium arena tower gate border checkpoint enclave exclave pass gorge plain empire
    union-territory voivodeship canton plaza hall house barracks base prison monument memorial cemetery zoo garden
    gardens site dock docks farm"""
)
"""Last words of the names of places."""

WEAK_PLACE_HEADS = _set(
    """sound fen meadow state point hall house base gate border pass plain park square station site coast union forest
    farm arena tower garden gardens road lane"""
)
PLACE_OPENERS = _set(
    """lake mount mt cape port fort ft san santa santo saint st ste los las el isle bay gulf strait republic kingdom
    state city port county sea duchy emirate sultanate commonwealth free"""
)
"""First words of the names of places ("Lake Sevan", "Republic of X")."""
FORMAL_OPENERS = _set(
    """republic kingdom state commonwealth sultanate principality duchy emirate gulf strait straits isle sea bay city
    islands cape bank port lake mount town province"""
)
"""Words that make a place with "of" and a name."""

OTHER_HEADS = _set(
    """battle war wars treaty declaration convention agreement accord accords act law bill charter covenant protocol
    pact cup championship championships award awards prize festival olympics games summit conference session day
    week month referendum revolution uprising massacre genocide holocaust statement memorandum operation
    constitution code amendment resolution plan doctrine report index stakes open derby marathon league's medal
    order collection project platform blockchain protocol campaign talks process framework test express hurricane
    storm typhoon cyclone version edition album award series prix bowl trophy masters carnival fair expo biennale
    biennial symposium crisis affair scandal trial directive regulation manifesto bible quran koran testament"""
)
"""Last words of named things that are neither."""

TOPICS = _set(
    """foreign internal external home interior defence defense affairs health welfare education science culture sport
    sports youth tourism economy economic economics finance financial trade industry commerce energy environment
    environmental agriculture fisheries food rural transport transportation infrastructure communications technology
    innovation justice security emergency emergencies situations labor labour employment social human rights
    humanitarian refugees migration immigration housing urban development planning planned water resources natural
    mines mining petroleum oil cooperation co-operation relations integration intelligence investigation
    investigations research studies statistics standards safety nuclear atomic space aviation maritime shipping arts
    letters heritage history families women children veterans services administration management engineering
    medicine medical public strategic international national policy peace climate change war crimes democracy civil
    political cultural religious religion information media broadcasting petroleum exporting countries nations
    independent states ministers reconstruction settlements drugs crime food refugees protection control disease
    prevention budget treasury revenue customs excise european eurasian near eastern pacific hemisphere"""
)
"""What ministries and institutes are for."""

CLUBS = _set("rovers city united rangers wanderers town county athletic albion celtic hotspur")
"""Last words of clubs, by which alone a club is called after its full name."""

POSSESSORS = _set(
    """people peoples women men children workers teachers farmers writers veterans king queen minister president
    governor mayor students lawyers prosecutor attorney speaker soldiers mothers painters artists players
    magistrates coroner sheriff builders miners fishermen bishop pope"""
)
"""Whose "'s" may stand inside the name of a body ("Prime Minister's Office")."""

PARTICLES = _set(
    """aan am sur upon de la del della di da dos das do du des van von der den ten ter zu zum bin ibn ben al el y e af
    av le les"""
)
CALENDAR = _set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur
    thurs fri sat sun easter christmas ramadan eid passover hanukkah lent advent whitsun pentecost noon midnight bc
    ad am pm gmt utc est edt cet"""
)
NOT_ACRONYMS = _set(
    """asap dna rna mp mps mep pm am ceo cfo coo cto vip pr tv pc it ai qr nft nfts id usd eur gbp gdp gnp vat hiv aids
    covid covid-19 sms cctv pdf url faq diy suv atm hr r&d ngo ngos ok phd ma ba msc mba pow pows apc lgbt lgbtq
    suvs uav uavs cv rsvp iq pin gps sim led lcd usb pst mph kph ios api cpu gpu vr ar ev evs esg ipo ipos etf etfs
    sme smes ied ieds dj djs rip aka vs ps nb tba tbc bst cest ii iii iv vi vii viii ix xi xii xiii xiv xv xx xxi
    diy 3d 2d 4g 5g 6g aud cad amd azn rub a&e h5n1 mvp var lbw pb kg km mw gw kw vp g"""
)
ORGANISATIONS = frozenset(
    """UN|EU|NATO|OSCE|CSCE|CIS|CSTO|PACE|WHO|IMF|ECB|WTO|OPEC|OPEC+|UNESCO|UNICEF|UNHCR|UNRWA|IAEA|ICRC|ICC|ICJ|ECHR
    |OECD|ASEAN|BRICS|ECOWAS|FIFA|UEFA|IOC|NBA|NFL|NHL|MLB|FBI|CIA|NSA|FSB|KGB|GRU|SBU|MI5|MI6|Mossad|IDF|PLO|PKK
    |YPG|AKP|CHP|ANC|BJP|CDU|SPD|CSU|AfD|SNP|DUP|GOP|BBC|CNN|NBC|CBS|ABC|PBS|NPR|AFP|AP|UPI|TASS|RIA Novosti
    |Interfax|Reuters|Associated Press|Agence France-Presse|Bloomberg|Al Jazeera|Fox News|Sky News|RFE/RL
    |Radio Free Europe|AZERTAC|Azertac|Armenpress|Anadolu|Xinhua|Kyodo|NASA|ESA|CERN|NHS|IRS|SEC|FDA|EPA|CDC|DEA|ATF
    |TSA|FAA|FEMA|DHS|USAID|Pentagon|Kremlin|White House|European Union|United Nations|European Commission
    |European Parliament|European Council|Council of Europe|Red Cross|Red Crescent|Amnesty International
    |Human Rights Watch|Greenpeace|Doctors Without Borders|Medecins Sans Frontieres|Save the Children|Oxfam|Hamas
    |Hezbollah|Hizbollah|Taliban|Houthis|Houthi|al-Qaeda|al-Qaida|Islamic State|ISIS|ISIL|Boko Haram|al-Shabaab
    |Fatah|Wagner|Wagner Group|Google|Apple|Microsoft|Amazon|Facebook|Meta|Twitter|X|TikTok|YouTube|Instagram
    |WhatsApp|Telegram|Netflix|Tesla|SpaceX|OpenAI|Nvidia|Intel|IBM|Samsung|Sony|Huawei|Alibaba|Tencent|Toyota|Honda
    |Nissan|Volkswagen|BMW|Mercedes|Mercedes-Benz|Ford|General Motors|General Electric|Boeing|Airbus|Lockheed Martin
    |Raytheon|Shell|BP|ExxonMobil|Exxon|Chevron|TotalEnergies|Total|Eni|Gazprom|Rosneft|Lukoil|SOCAR|Aramco|Walmart
    |Tesco|Ikea|Nestle|Unilever|Pfizer|Moderna|AstraZeneca|BioNTech|Bayer|Siemens|Nokia|Ericsson|Vodafone|HSBC
    |Barclays|UBS|Credit Suisse|Deutsche Bank|Goldman Sachs|JPMorgan|Morgan Stanley|Citigroup|Visa|Mastercard|PayPal
    |Uber|Airbnb|Spotify|Starbucks|McDonald's|Coca-Cola|Pepsi|Nike|Adidas|Disney|Warner Bros|Lufthansa|Ryanair
    |EasyJet|Aeroflot|Emirates|New York Times|Washington Post|Financial Times|Wall Street Journal|Guardian|Economist
    |Le Monde|Der Spiegel|Washington Times|Times of Israel|Moscow Times|Daily Mail|Daily Telegraph|Cointelegraph
    |Panorama|Politico|Axios|Scotland Yard|Interpol|Europol|Frontex|Eurostat|Eurovision|Hayastan|Fidesz|Syriza|Likud
    |Sinn Fein|Labour|Tories|Labor|Democrats|Republicans|Conservatives|Liberal Democrats|Greens|House of Commons
    |House of Lords|House of Representatives|Capitol|Senate|Congress|Bundestag|Bundesrat|Knesset|Duma|State Duma
    |Verkhovna Rada|Sejm|Storting|Riksdag|Elysee|Real Madrid|Juventus|Bayern Munich|Bayern|Chelsea|Arsenal|Everton
    |Ajax|Benfica|Inter Milan|Borussia Dortmund|Barcelona FC|FC Barcelona|Non-Aligned Movement|Arab League
    |African Union|G7|G8|G20|World Bank|Federal Reserve|Bank of England|Supreme Court|High Court|Security Council
    |General Assembly|Minsk Group|Eastern European Group|Roscosmos|Rosatom|Yandex""".replace("\n", "").split("|")
)
"""Bodies that bear no head word, or whose head is a common word; as printed."""
ORGANISATIONS = frozenset(" ".join(name.split()) for name in ORGANISATIONS)

OTHERS = frozenset(
    """Bible|Quran|Koran|Torah|World War|World War II|World War I|Cold War|Second World War|First World War|World Cup
    |Champions League|Premier League|Olympics|Olympic Games|Brexit|Holocaust|Nobel Prize|Nobel Peace Prize|Oscars
    |Oscar|Grammy|Bitcoin|Ethereum|Solana|Eurovision Song Contest|Super Bowl|Stonehenge|COP28|COP29|COP27
    |Magna Carta|Schengen""".replace("\n    ", "").split("|")
)
"""Named things that are none of the three."""
