"""Places that are no countries: cities, regions, states, seas. Chosen for how often news names them."""

_REGIONS = """
Africa, North Africa, West Africa, East Africa, Central Africa, Southern Africa, Sub-Saharan Africa, Horn of Africa,
Sahel, Sahara, Asia, Central Asia, South Asia, Southeast Asia, East Asia, Asia-Pacific, Indo-Pacific, Europe,
Eastern Europe, Western Europe, Central Europe, Northern Europe, Southern Europe, Latin America, South America,
North America, Central America, Americas, Oceania, Antarctica, Arctic, Middle East, Near East, Far East, Balkans,
Western Balkans, Baltics, Scandinavia, Caucasus, South Caucasus, North Caucasus, Transcaucasia, Siberia, Eurasia,
Caribbean, West Indies, West, Global South, Gulf, Persian Gulf, Gulf of Aden, Gulf of Oman, Gulf of Mexico,
Gulf of Finland, Red Sea, Black Sea, Caspian Sea, Caspian, Mediterranean Sea, Mediterranean, Baltic Sea, North Sea,
South China Sea, East China Sea, Sea of Japan, Sea of Azov, Aegean Sea, Aegean, Adriatic, Adriatic Sea, Dead Sea,
Aral Sea, Arabian Sea, Sea of Marmara, Atlantic, Pacific, Atlantic Ocean, Pacific Ocean, Indian Ocean, Arctic Ocean,
Bay of Bengal, Bosphorus, Dardanelles, Strait of Hormuz, Taiwan Strait, Bering Strait, Strait of Gibraltar,
Suez Canal, Panama Canal, English Channel, Danube, Rhine, Nile, Amazon River, Mississippi, Volga, Dnipro, Dnieper,
Euphrates, Tigris, Thames, Seine, Ganges, Mekong, Yangtze, Araks, Aras, Alps, Himalayas, Pyrenees, Andes, Urals,
Carpathians, Mount Everest, Mount Ararat, Mont Blanc, Lake Sevan, Lake Victoria, Lake Geneva, Crimea, Donbas, Donbass,
Donetsk, Luhansk, Zaporizhzhia, Kherson, Transnistria, Abkhazia, South Ossetia, North Ossetia, Chechnya, Dagestan,
Ingushetia, Tatarstan, Nagorno-Karabakh, Nagorno Karabakh, Karabakh, Mountainous Karabakh, Artsakh, Nakhichevan,
Nakhchivan, Zangezur, Lachin, Syunik, Tavush, Gegharkunik, Ararat, Armavir, Shirak, Lori, Kotayk, Aragatsotn,
Vayots Dzor, Kurdistan, Iraqi Kurdistan, Kashmir, Punjab, Tibet, Xinjiang, Inner Mongolia, Hong Kong, Macau,
Guangdong, Sichuan, Hubei, Gaza, Gaza Strip, West Bank, Golan Heights, Sinai, Galilee, Darfur, Tigray, Amhara, Oromia,
Kivu, North Kivu, Katanga, Biafra, Western Sahara, Somaliland, Puntland, Zanzibar, Catalonia, Basque Country,
Andalusia, Galicia, Bavaria, Saxony, Brandenburg, Hesse, Lower Saxony, North Rhine-Westphalia, Thuringia, Silesia,
Tyrol, Carinthia, Styria, Lombardy, Tuscany, Sicily, Sardinia, Veneto, Corsica, Brittany, Normandy, Provence, Alsace,
Flanders, Wallonia, Transylvania, Vojvodina, Republika Srpska, Dalmatia, Crete, Rhodes, Lesbos, Anatolia, Thrace,
England, Scotland, Wales, Northern Ireland, Ulster, Cornwall, Yorkshire, Kent, Essex, Sussex, Lancashire, Devon,
Norfolk, Suffolk, Surrey, Gibraltar, Falkland Islands, Channel Islands, Jersey, Guernsey, Isle of Man, Bermuda,
Puerto Rico, Guam, Greenland, Faroe Islands, Svalbard, Lapland, Canary Islands, Azores, Quebec, Ontario,
British Columbia, Alberta, Manitoba, Saskatchewan, Nova Scotia, New Brunswick, Newfoundland, Yukon, Nunavut,
Queensland, New South Wales, Tasmania, Western Australia, South Australia, Northern Territory, Bali, Java, Sumatra,
Borneo, Papua, Aceh, Mindanao, Luzon, Okinawa, Hokkaido, Sindh, Balochistan, Khyber Pakhtunkhwa, Kerala, Gujarat,
Maharashtra, Bihar, Assam, Manipur, Tamil Nadu, Karnataka, Uttar Pradesh, Rajasthan, West Bengal, Bengal, Helmand,
Kandahar Province, Chiapas, Sinaloa, Patagonia, Amazonia, Bosnia, Herzegovina, Macedonia, Czechia, Burma, Holland,
Britain, Great Britain, Korea, Korean Peninsula, Soviet Union, USSR, Soviet Russia, Yugoslavia, Czechoslovakia,
Ottoman Empire, Persia, Mesopotamia, Levant, Maghreb, Vatican, Holy See, Timor-Leste, Türkiye, Turkiye, Cabo Verde,
Swaziland, DR Congo, UAE, UK, U.K., US, U.S., USA, U.S.A., DRC, GDR, America, United States of America,
Silicon Valley, Wall Street, Downing Street, Manhattan, Brooklyn, Queens, Bronx, Staten Island, Harlem, Hollywood,
Beverly Hills, Capitol Hill, Long Island, Cape Cod, Guantanamo Bay, Bay Area, Midwest, New England, Great Lakes,
Lake Michigan, Appalachia, Deep South, Trafalgar Square, Tiananmen Square, Tahrir Square, Red Square, Ground Zero,
Westminster, Heathrow, Gatwick
"""
_STATES = """
Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois,
Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Missouri, Montana,
Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, New York, North Carolina, North Dakota, Ohio, Oklahoma,
Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia,
West Virginia, Wisconsin, Wyoming, Southern California, Northern California, Northern Virginia, Washington State
"""
_CITIES = """
New York City, Los Angeles, Chicago, Houston, Phoenix, Philadelphia, San Antonio, San Diego, Dallas, Austin,
San Francisco, Seattle, Denver, Boston, Nashville, Detroit, Portland, Las Vegas, Memphis, Baltimore, Milwaukee,
Atlanta, Miami, Minneapolis, New Orleans, Cleveland, Tampa, Pittsburgh, Cincinnati, St. Louis, Kansas City,
Salt Lake City, Sacramento, Oakland, Orlando, Charlotte, Buffalo, Honolulu, Washington D.C., Washington DC, Brussels,
Toronto, Montreal, Vancouver, Calgary, Edmonton, Winnipeg, Quebec City, Halifax, Ciudad Juarez, Tijuana, Guadalajara,
Monterrey, Cancun, Sao Paulo, Rio de Janeiro, Salvador, Fortaleza, Recife, Porto Alegre, Manaus, Medellin, Cali,
Guayaquil, Cusco, Valparaiso, Cordoba, Rosario, Santa Cruz, Maracaibo, Manchester, Birmingham, Liverpool, Leeds,
Sheffield, Bristol, Newcastle, Nottingham, Leicester, Glasgow, Edinburgh, Aberdeen, Cardiff, Swansea, Belfast,
Londonderry, Oxford, Cambridge, Brighton, Plymouth, Southampton, Portsmouth, Dover, Cork, Galway, Limerick, Lyon,
Marseille, Toulouse, Nice, Strasbourg, Bordeaux, Nantes, Lille, Cannes, Calais, Munich, Hamburg, Frankfurt, Cologne,
Stuttgart, Dresden, Leipzig, Bonn, Dusseldorf, Hanover, Bremen, Nuremberg, Potsdam, Dortmund, Essen, Zurich, Geneva,
Basel, Lausanne, Lucerne, Davos, Lugano, Salzburg, Graz, Linz, Innsbruck, Milan, Naples, Turin, Venice, Florence,
Genoa, Bologna, Palermo, Bari, Trieste, Verona, Barcelona, Valencia, Seville, Bilbao, Malaga, Granada, Zaragoza,
Porto, Amsterdam, Rotterdam, Utrecht, Eindhoven, Hague, Antwerp, Ghent, Bruges, Liege, Aarhus, Odense, Gothenburg,
Malmo, Uppsala, Bergen, Trondheim, Stavanger, Tromso, Tampere, Turku, Tartu, Narva, Kaunas, Klaipeda, Daugavpils,
Gdansk, Krakow, Lodz, Wroclaw, Poznan, Katowice, Lublin, Brno, Ostrava, Kosice, Debrecen, Cluj, Timisoara, Constanta,
Varna, Plovdiv, Burgas, Thessaloniki, Patras, Piraeus, Split, Rijeka, Dubrovnik, Mostar, Srebrenica, Banja Luka,
Novi Sad, Nis, Mitrovica, Bitola, Durres, Maribor, Kharkiv, Odesa, Odessa, Lviv, Mariupol, Mykolaiv, Zaporizhia,
Bakhmut, Avdiivka, Chernihiv, Sumy, Poltava, Chernobyl, Kiev, Bucha, Irpin, Kramatorsk, Sevastopol, Simferopol, Kerch,
Gomel, Brest, Vitebsk, Grodno, Tiraspol, St. Petersburg, Saint Petersburg, Novosibirsk, Yekaterinburg, Kazan, Samara,
Omsk, Rostov, Rostov-on-Don, Volgograd, Krasnodar, Sochi, Grozny, Vladivostok, Kaliningrad, Murmansk, Belgorod, Kursk,
Bryansk, Voronezh, Perm, Ufa, Chelyabinsk, Irkutsk, Gyumri, Vanadzor, Goris, Kapan, Meghri, Jermuk, Dilijan, Ijevan,
Echmiadzin, Vardenis, Sisian, Kornidzor, Stepanakert, Khankendi, Shushi, Shusha, Hadrut, Martakert, Martuni, Askeran,
Kalbajar, Agdam, Aghdam, Fuzuli, Jabrayil, Zangilan, Gubadli, Khojaly, Ganja, Sumgait, Sumgayit, Mingachevir,
Lankaran, Batumi, Kutaisi, Gori, Sukhumi, Tskhinvali, Poti, Istanbul, Izmir, Antalya, Bursa, Adana, Gaziantep,
Diyarbakir, Kars, Trabzon, Antakya, Van, Aleppo, Homs, Idlib, Raqqa, Latakia, Kobani, Palmyra, Daraa, Mosul, Basra,
Erbil, Kirkuk, Fallujah, Najaf, Karbala, Sulaymaniyah, Isfahan, Shiraz, Tabriz, Mashhad, Qom, Ahvaz, Natanz, Fordow,
Tel Aviv, Haifa, Eilat, Beersheba, Ashkelon, Sderot, Nazareth, Bethlehem, Hebron, Nablus, Jenin, Jericho, Rafah,
Khan Younis, Gaza City, Sidon, Tyre, Aden, Hodeidah, Taiz, Marib, Jeddah, Mecca, Medina, Dhahran, Dubai, Sharjah,
Alexandria, Giza, Luxor, Aswan, Suez, Port Said, Sharm el-Sheikh, Benghazi, Misrata, Derna, Sirte, Casablanca,
Marrakesh, Tangier, Fez, Oran, Lagos, Kano, Maiduguri, Port Harcourt, Ibadan, Kaduna, Kumasi, Abidjan, Timbuktu, Gao,
Agadez, Douala, Goma, Bukavu, Lubumbashi, Entebbe, Mombasa, Kisumu, Dar es Salaam, Arusha, Mekelle, Dire Dawa,
Port Sudan, Omdurman, El Fasher, Hargeisa, Kismayo, Johannesburg, Cape Town, Durban, Soweto, Bulawayo, Mumbai, Delhi,
Kolkata, Chennai, Bangalore, Bengaluru, Hyderabad, Ahmedabad, Pune, Jaipur, Lucknow, Srinagar, Amritsar, Varanasi,
Karachi, Lahore, Peshawar, Quetta, Rawalpindi, Kandahar, Herat, Jalalabad, Kunduz, Mazar-i-Sharif, Samarkand, Bukhara,
Almaty, Osh, Chittagong, Sylhet, Jaffna, Kandy, Pokhara, Yangon, Rangoon, Mandalay, Chiang Mai, Phuket,
Ho Chi Minh City, Saigon, Da Nang, Haiphong, Siem Reap, Penang, Johor, Surabaya, Bandung, Jayapura, Cebu, Davao,
Shanghai, Guangzhou, Shenzhen, Chengdu, Chongqing, Wuhan, Tianjin, Nanjing, Hangzhou, Xi'an, Harbin, Urumqi, Lhasa,
Kunming, Kaohsiung, Busan, Incheon, Osaka, Kyoto, Nagoya, Yokohama, Kobe, Sapporo, Hiroshima, Nagasaki, Fukushima,
Fukuoka, Sydney, Melbourne, Brisbane, Perth, Adelaide, Darwin, Hobart, Auckland, Christchurch, Kingston
"""

PLACES = frozenset(
    name.strip() for part in (_REGIONS, _STATES, _CITIES) for name in part.replace("\n", " ").split(",") if name.strip()
)
"""Names as they are printed."""

ADJECTIVES = frozenset(
    """European African Asian Arab Arabic Arabian Latin Caucasian Eurasian Kurdish Kurd Chechen Abkhaz Ossetian Catalan
    Basque Bavarian Californian Texan Hawaiian Parisian Muscovite Londoner Viennese Yorker Scandinavian Nordic
    Baltic Balkan Slavic Slav Soviet Ottoman Roman Byzantine Western Eastern Northern Southern Central North South
    East West Northeastern Northwestern Southeastern Southwestern Mediterranean Crimean Siberian Tatar Tibetan
    Uyghur Kashmiri Punjabi Bengali Tamil Sinhalese Rohingya Karabakhi Jewish Jew Muslim Islamic Christian Catholic
    Protestant Orthodox Buddhist Baptist Methodist Hindu Sikh Sunni Shiite Shia Alawite Druze Yazidi Roma Hispanic
    Latino Democratic Republican Conservative Liberal Victorian Quebecois Sicilian Venetian Corsican Breton Flemish
    Walloon Anglo Hebrew Yiddish Farsi Pashto Urdu Hindi Mandarin Cantonese Swahili Marxist Nazi Communist Socialist
    Democrat Tory Zionist Pashtun Hutu Tutsi Zulu Berber Maori Aboriginal Cossack Gazan Zoroastrian Ukrainian""".split()
)
"""Adjectives of regions, peoples, faiths and parties, and names of who belongs to them; languages too."""
