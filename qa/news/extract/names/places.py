"""Countries with their capitals and the adjectives made of them, and which names mean the same country."""

from typing import NamedTuple


class Country(NamedTuple):
    """A country as English newspapers call it.

    Attributes:
        name: its usual name.
        capital: its seat of government; "" where that is the country's own name.
        adjectives: adjectives and names of its people in the singular.
    """

    name: str
    capital: str
    adjectives: tuple[str, ...]


_TABLE = """
Afghanistan|Kabul|Afghan
Albania|Tirana|Albanian
Algeria|Algiers|Algerian
Andorra|Andorra la Vella|Andorran
Angola|Luanda|Angolan
Argentina|Buenos Aires|Argentine Argentinian
Armenia|Yerevan|Armenian
Australia|Canberra|Australian
Austria|Vienna|Austrian
Azerbaijan|Baku|Azerbaijani Azeri
Bahamas|Nassau|Bahamian
Bahrain|Manama|Bahraini
Bangladesh|Dhaka|Bangladeshi
Barbados|Bridgetown|Barbadian
Belarus|Minsk|Belarusian Belarussian
Belgium|Brussels|Belgian
Belize|Belmopan|Belizean
Benin|Porto-Novo|Beninese
Bhutan|Thimphu|Bhutanese
Bolivia|La Paz|Bolivian
Bosnia and Herzegovina|Sarajevo|Bosnian Bosniak
Botswana|Gaborone|Botswanan
Brazil|Brasilia|Brazilian
Brunei|Bandar Seri Begawan|Bruneian
Bulgaria|Sofia|Bulgarian
Burkina Faso|Ouagadougou|Burkinabe
Burundi|Gitega|Burundian
Cambodia|Phnom Penh|Cambodian Khmer
Cameroon|Yaounde|Cameroonian
Canada|Ottawa|Canadian
Cape Verde|Praia|
Central African Republic|Bangui|
Chad|N'Djamena|Chadian
Chile|Santiago|Chilean
China|Beijing|Chinese
Colombia|Bogota|Colombian
Comoros|Moroni|Comorian
Congo|Brazzaville|Congolese
Costa Rica|San Jose|
Croatia|Zagreb|Croatian Croat
Cuba|Havana|Cuban
Cyprus|Nicosia|Cypriot
Czech Republic|Prague|Czech
Democratic Republic of the Congo|Kinshasa|
Denmark|Copenhagen|Danish Dane
Djibouti||Djiboutian
Dominica|Roseau|
Dominican Republic|Santo Domingo|
East Timor|Dili|Timorese
Ecuador|Quito|Ecuadorian Ecuadorean
Egypt|Cairo|Egyptian
El Salvador|San Salvador|Salvadoran
Equatorial Guinea|Malabo|
Eritrea|Asmara|Eritrean
Estonia|Tallinn|Estonian
Eswatini|Mbabane|Swazi
Ethiopia|Addis Ababa|Ethiopian
Fiji|Suva|Fijian
Finland|Helsinki|Finnish Finn
France|Paris|French Frenchman Frenchwoman
Gabon|Libreville|Gabonese
Gambia|Banjul|Gambian
Georgia|Tbilisi|Georgian
Germany|Berlin|German
Ghana|Accra|Ghanaian
Greece|Athens|Greek
Grenada||Grenadian
Guatemala|Guatemala City|Guatemalan
Guinea|Conakry|Guinean
Guinea-Bissau|Bissau|
Guyana|Georgetown|Guyanese
Haiti|Port-au-Prince|Haitian
Honduras|Tegucigalpa|Honduran
Hungary|Budapest|Hungarian
Iceland|Reykjavik|Icelandic Icelander
India|New Delhi|Indian
Indonesia|Jakarta|Indonesian
Iran|Tehran|Iranian Persian
Iraq|Baghdad|Iraqi
Ireland|Dublin|Irish Irishman Irishwoman
Israel|Jerusalem|Israeli
Italy|Rome|Italian
Ivory Coast|Yamoussoukro|Ivorian
Jamaica||Jamaican
Japan|Tokyo|Japanese
Jordan|Amman|Jordanian
Kazakhstan|Astana|Kazakh Kazakhstani
Kenya|Nairobi|Kenyan
Kosovo|Pristina|Kosovar
Kuwait|Kuwait City|Kuwaiti
Kyrgyzstan|Bishkek|Kyrgyz
Laos|Vientiane|Lao Laotian
Latvia|Riga|Latvian
Lebanon|Beirut|Lebanese
Lesotho|Maseru|Basotho
Liberia|Monrovia|Liberian
Libya|Tripoli|Libyan
Liechtenstein|Vaduz|
Lithuania|Vilnius|Lithuanian
Luxembourg||Luxembourgish
Madagascar|Antananarivo|Malagasy
Malawi|Lilongwe|Malawian
Malaysia|Kuala Lumpur|Malaysian Malay
Maldives|Male|Maldivian
Mali|Bamako|Malian
Malta|Valletta|Maltese
Mauritania|Nouakchott|Mauritanian
Mauritius|Port Louis|Mauritian
Mexico|Mexico City|Mexican
Micronesia|Palikir|Micronesian
Moldova|Chisinau|Moldovan
Monaco||Monegasque
Mongolia|Ulaanbaatar|Mongolian
Montenegro|Podgorica|Montenegrin
Morocco|Rabat|Moroccan
Mozambique|Maputo|Mozambican
Myanmar|Naypyidaw|Burmese
Namibia|Windhoek|Namibian
Nauru||Nauruan
Nepal|Kathmandu|Nepali Nepalese
Netherlands|The Hague|Dutch Dutchman Dutchwoman
New Zealand|Wellington|
Nicaragua|Managua|Nicaraguan
Niger|Niamey|Nigerien
Nigeria|Abuja|Nigerian
North Korea|Pyongyang|
North Macedonia|Skopje|Macedonian
Norway|Oslo|Norwegian
Oman|Muscat|Omani
Pakistan|Islamabad|Pakistani
Palau|Ngerulmud|Palauan
Palestine|Ramallah|Palestinian
Panama|Panama City|Panamanian
Papua New Guinea|Port Moresby|
Paraguay|Asuncion|Paraguayan
Peru|Lima|Peruvian
Philippines|Manila|Philippine Filipino Filipina
Poland|Warsaw|Polish Pole
Portugal|Lisbon|Portuguese
Qatar|Doha|Qatari
Romania|Bucharest|Romanian
Russia|Moscow|Russian
Rwanda|Kigali|Rwandan
Samoa|Apia|Samoan
San Marino||Sammarinese
Saudi Arabia|Riyadh|Saudi
Senegal|Dakar|Senegalese
Serbia|Belgrade|Serbian Serb
Seychelles|Victoria|
Sierra Leone|Freetown|
Singapore||Singaporean
Slovakia|Bratislava|Slovak Slovakian
Slovenia|Ljubljana|Slovenian Slovene
Solomon Islands|Honiara|
Somalia|Mogadishu|Somali
South Africa|Pretoria|
South Korea|Seoul|Korean
South Sudan|Juba|
Spain|Madrid|Spanish Spaniard
Sri Lanka|Colombo|
Sudan|Khartoum|Sudanese
Suriname|Paramaribo|Surinamese
Sweden|Stockholm|Swedish Swede
Switzerland|Bern|Swiss
Syria|Damascus|Syrian
Taiwan|Taipei|Taiwanese
Tajikistan|Dushanbe|Tajik
Tanzania|Dodoma|Tanzanian
Thailand|Bangkok|Thai
Togo|Lome|Togolese
Tonga|Nuku'alofa|Tongan
Trinidad and Tobago|Port of Spain|Trinidadian
Tunisia|Tunis|Tunisian
Turkey|Ankara|Turkish Turk
Turkmenistan|Ashgabat|Turkmen
Tuvalu|Funafuti|Tuvaluan
Uganda|Kampala|Ugandan
Ukraine|Kyiv|Ukrainian
United Arab Emirates|Abu Dhabi|Emirati
United Kingdom|London|British Briton English Scottish Scot Scots Welsh Englishman Scotsman Welshman
United States|Washington|American
Uruguay|Montevideo|Uruguayan
Uzbekistan|Tashkent|Uzbek
Vanuatu|Port Vila|
Vatican City||
Venezuela|Caracas|Venezuelan
Vietnam|Hanoi|Vietnamese
Yemen|Sanaa|Yemeni
Zambia|Lusaka|Zambian
Zimbabwe|Harare|Zimbabwean
"""

COUNTRIES = tuple(
    Country(name, capital, tuple(adjectives.split()))
    for name, capital, adjectives in (line.split("|") for line in _TABLE.split("\n") if line)
)

# What follows "Republic of", "Kingdom of" and the like in a formal name that means the same as the short one. The two
# Congos, Korea, Ireland and China are left out here: there the formal name decides which one is meant.
_BY_SHORT_NAME = {"congo", "ireland", "guinea", "georgia"}
FORMAL = frozenset(c.name.casefold() for c in COUNTRIES if c.name.casefold() not in _BY_SHORT_NAME) | {"artsakh"}
