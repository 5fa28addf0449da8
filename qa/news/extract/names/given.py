"""Given names that news in English meets often. A word here speaks for a person; its absence says nothing."""

MALE = frozenset(
    """james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
    donald steven paul andrew joshua kenneth kevin brian george timothy ronald jason edward jeffrey ryan jacob gary
    nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond
    patrick jack dennis jerry tyler aaron jose henry adam douglas nathan peter zachary kyle walter harold jeremy
    ethan carl keith roger gerald christian terry sean arthur austin noah lawrence jesse joe bryan billy jordan
    albert dylan bruce willie gabriel alan juan logan wayne ralph roy eugene randy vincent russell louis philip
    bobby johnny bradley antony tony bill bob tom tim jim mike dave dan ben sam matt nick chris steve rob ron ken
    greg geoff jon phil pat stan al lou doug jay joey kenny lenny mick mickey nate rick ricky rod russ sid vince vic
    wes wally will zack jeff fred harry oliver simon martin ian neil graham colin stuart nigel trevor hugh duncan
    malcolm alastair rory liam owen declan conor niall boris nigel rishi keir jeremy barack joe darryl antony ned
    hans klaus jürgen jurgen wolfgang heinz helmut olaf friedrich karl otto ludwig dieter uwe lars sven per erik nils
    jens anders magnus bjorn björn olav mikael mikko jukka pekka pierre jean jacques françois francois emmanuel
    nicolas michel alain bernard henri luc marc olivier rené rene yves laurent thierry pascal didier stéphane
    stephane carlos luis jorge miguel javier pedro pablo manuel antonio fernando alejandro diego sergio rafael raul
    ramon felipe andres hugo enrique alberto ricardo eduardo roberto mario marco giovanni giuseppe luigi paolo
    francesco matteo lorenzo silvio giorgio stefano andrea joão joao paulo jair luiz vladimir vladislav dmitry
    dmitri dmitriy sergei sergey alexei alexey andrei andrey mikhail nikolai nikolay ivan igor oleg yuri yury boris
    viktor victor pavel anton maxim kirill ruslan ramzan yevgeny evgeny valery vitaly vitali konstantin leonid
    gennady anatoly volodymyr petro oleksandr andriy dmytro mykola serhiy taras bohdan leonid alexander aleksandr
    aleksandar milos slobodan zoran dragan goran jovan viktor janos gabor istvan laszlo ferenc zoltan andrzej donald
    jaroslaw lech tomasz piotr krzysztof jan jakub vaclav milan petr jiri robert traian klaus ion mircea nicolae
    recep mustafa mehmet ahmet ali hasan huseyn huseyin ibrahim osman yusuf murat kemal tayyip abdullah hakan ilham
    heydar jeyhun vagif elchin rashad ramil farid anar tofig nikol serzh robert armen ararat arayik samvel artur
    ruben gagik alyosha levon hovhannes karen vahagn tigran hayk gevorg vardan arman edmon davit bako suren andranik
    aram garo mikheil giorgi bidzina irakli zurab kakha muhammad mohammad mohammed mohamed ahmad ahmed mahmoud
    hassan hussein hosseini omar khalid khaled abdul abdel bashar saddam muammar osama ismail yasser benjamin bibi
    yitzhak shimon ariel ehud yair yoav itamar naftali avi moshe hossein ebrahim ruhollah javad qasem amir reza
    hamid ashraf imran nawaz asif shehbaz narendra rahul amit arvind manmohan rajiv sanjay vijay anil raj ravi
    suresh ramesh kofi kwame nelson thabo jacob cyril robert emmerson uhuru william raila yoweri paul kagame
    muhammadu olusegun goodluck bola abiy haile xi shinzo fumio yoshihide taro kenji hiroshi takeshi akira ferdinand
    rodrigo joko prabowo lee kim moon yoon antónio antonio josep valdis charles kiki edgar emil erich ernst felix
    fritz gustav herbert ingmar jakob johan johann jonas josef julius kurt leo leon leopold lukas manfred max moritz
    nils norbert oskar oscar pascal rainer reinhard rolf rudolf sebastian stefan theodor theo tobias ulrich walter
    werner wilhelm aidan alec alex alistair angus barry clive craig curtis cyril darren dean derek derrick dominic
    donovan dwight edmund elias elijah elliot ernest evan ezra floyd francis gavin geoffrey gilbert glen gordon
    grant guy harvey howard isaac ivo jerome joel julian kieran kirk lance lewis luke marcus marvin maurice melvin
    mitchell morgan murray norman oscar perry pete ray reginald rex rodney ross rupert sidney spencer stanley ted
    terence toby todd tommy travis vernon victor warren""".split()
)
FEMALE = frozenset(
    """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley
    kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen amy
    angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet
    catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn
    judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean
    abigail alice julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie
    brittany charlotte marie kayla alexis lori anne jane kate katie claire clare fiona hilary hillary theresa nicola
    angela annalena ursula christine marine ségolène segolene brigitte françoise francoise simone sylvie valérie
    valerie isabelle sophie camille giorgia francesca chiara giulia paola lucia carmen isabel pilar ana rosa elena
    sofia gabriela claudia daniela dilma michelle cristina eva petra ingrid astrid greta sanna magdalena kaja kersti
    dalia ingrida maia zuzana ewa beata agnieszka olga natalia tatiana svetlana irina elvira ekaterina yulia julia
    maria valentina oksana iryna viktoria ludmila galina nadezhda ksenia alla anastasia marina anahit nune lilit
    mane arpine gayane mariam salome nino tamar leyla leyla mehriban aysel gulnara fatima aisha amina zainab khadija
    maryam leila layla noor nadia samira rania asma malala benazir indira sonia priyanka mamata sushma nirmala aung
    sheikh-hasina hasina megawati tsai sanae yuriko naomi yoko graca ellen joyce winnie wangari ngozi jacinda julia
    gillian penny agnes alma amelia annika antonia beatrice bertha bianca birgit bridget carla caroline cecilia
    clara cora daisy daphne doreen dorothy edda edith eileen eleanor elisa elise ella elsa esther eva flora florence
    freda frieda gertrud gina gisela greta gwen hanna harriet hazel heidi helena helga hilda ida ines irene iris ivy
    jana jill joanna joanne johanna josephine judith juliet karin kirsten leah lena lily lisbeth louise lucy lydia
    mabel maggie margarita margot marian marianne martina matilda maud maureen mildred minna miriam molly monica
    monika muriel myra nadine nell nina nora norma olive patience paula pauline paris sydney april june may penelope phoebe polly
    priscilla rhoda rita rosemary roxana runa ruth sabine sally selma sheila sigrid silvia stella susanna sybil
    sylvia tanya tess tina ulrike una uta vera veronica vivian wendy wilma winifred yasmin yvonne zara zoe jonna
    abby becky beth cathy debbie ellie jenny jess""".split()
)
GIVEN = MALE | FEMALE
