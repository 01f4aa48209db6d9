"""Words that tell a person's name from other capitalised words, all in small letters.

Short lists of common knowledge: first names heard in Britain from many cultures, towns and
countries, and other words that are written with a capital.
"""

_FIRST_NAMES_TEXT = """
    aadam aaliyah aaron abbas abby abdi abdirahman abdul abdulaziz abdullah abdus abel abena
    aber abigail abirami abraham abshir abu ada adaeze adam adaora ade adebayo adeel adel
    adele aditi adjoa adnan adrian adwoa afia afua agnes agnieszka agron ahmad ahmed aidan
    aileen ailsa aisha aishah ajay akbar akinyi akosua akua alan alasdair alastair albert
    aldo alec aled alex alexander alexandra alf alfie alfred ali alice alicia alina alisha
    alison alistair aliyah alma almaz alton alun alusine alwyn alyssa ama amaka amal amanda
    amara amaya amber ambrose amelia amin amina aminata amir amit amrit amy ana analyn anaya
    anders andre andrea andreas andreea andrei andrew andris andriy andrzej andy aneta
    angela angharad angus anil anila anita anjali ann anna anne annette annie anthony anton
    antonio antónio anwar anwen anya aoife aqeel archibald archie ariana arif arjun arlene
    arnel arnold arslan arta arthur arul arwel arya asad asha ashley ashok asif asim asma
    astrid atif aubrey audrey augustus ava ayaan ayan ayat ayesha ayo ayub ayşe azad aziz
    azra babar babs bahar balbir balwinder barbara barnaby barry bartek bartley bashir basil
    basma bassam bea beata beatrice beatrix beatriz becky behnam belinda ben benedict
    benigno benjamin bereket berivan bernadette bernard bernie bert bertha bertram beryl
    besa besnik bessie beth bethan bethany bethlehem betty bev beverley bharat bhavna biddy
    bilal bile bill billy bilqis binta blessing bob bobby bogdan bohdan boris bradley brenda
    brendan brian bridget bridie bronwen bruce bryan bryn bryony buddug bukola bushra caleb
    callum calum cameron carl carlos carlton carly carmel carmen carol carole caroline carys
    caspian cath cathal catherine cathy catrin catriona cecil cedric celia cem ceri cerys
    chantelle charanjit charles charlie charlotte chas chelsea chen cheryl chi-ming chiamaka
    chidi chinedu chioma chipo chloe chris christina christine christopher chukwu ciara
    ciaran ciarán claire clara clare clarence claude claudette claudia clement clifford
    clifton clive col colette colin colm comfort conceição concepta concetta connie connor
    conor cora corey cormac costas courtney craig crina crispin cristina curtis cynthia
    cyril cătălin dace dafydd dai daisy dalal damian damon dan dania daniel daniela danielle
    danilo danish danny danuta danylo daria darius dariusz darren darryl daryl daryna dave
    davey david davinder dawit dawn daz dean deano deb debbie debora deborah declan dee
    deepa deepak deirdre delia delrose delroy delwar delyth denholm denis denise dennis
    denzil deqa derek dermot dervla derya des desmond despina destiny dev devon dewi dexter
    diana diane diego dil dillon dilshad dilys dina dinah dinesh dinny dion dmytro doina dom
    dominic donal donald donna donnie donovan dora doreen dorian doris dorota dorothy dot
    doug dougal dougie douglas dragan dragoș drita duc dulcie duncan dwayne dwight dylan
    eamonn earl ebele ebony ebrima ebun eddie eden edith edna edward edwin edwina effie efua
    ehsan eileen eilidh eimear eira eirlys eirwen ekene ekow ekua elaine eleanor elena eleni
    eli elif elijah elin elira elizabeth ella ellen ellie ellie-mae elliot elliott ellis
    elsie elspeth emanuel emeka emily emine emlyn emma emmanuel emmett emre emyr enid enoch
    ephraim eric erin ernest ernie errol eshal esi esme esther ethan ethel euan eugene eun
    eva evan eve evelyn everton ewa ewan ezra fabian fadi faduma fadwa fahad faisal faith
    faiza faizan fang farah farai farhad farhan farida farooq farouk faruk farzana fathima
    fatima fatma fatos fatou fatoumata fatuma faye felicity felix femi feng fergal fergus
    ffion filmon finbar finlay finn fintan fiona fionnuala firdaus flo florence florica
    florin floyd foday folake folasade fran frances francis frank frankie fraser fred freda
    freddie freya frieda funmi fátima gabriel gail ganesh gar gareth garfield gary gavin
    gaynor gaz geeta gemma gene genty geoff geoffrey george georgia georgina geraint gerald
    geraldine gerard gerry gertie gethin ghazala gheorghe ghulam gideon gilbert giles gill
    gillian gina ginny girish gita giulia giuseppe gladys glen glenda glenn glenroy glenys
    gloria glyn godfrey godwin golnaz gopal goran gordon grace graciela graham grainne
    grażyna greg gregor gregory greta grzegorz gráinne gudrun guled gulshan gurdev gurpreet
    gus gwen gwilym gwyn gülay habib habiba hadi hadiya hafiz hafsa haile hajra hala halima
    halina halyna hamid hamish hamza hana hanan hanif haniya hannah hansa hao hardeep harish
    harjinder harjit harold harpreet harriet harry harun hasan hashim hasna hassan hatice
    hawa hawanatu hayley hazel heather hector heidi heledd helen helena hema henok henry
    herbert hettie hiba hibo hilary hilda hitesh hiwot ho-yin hodan holly horace howard
    hubert huda hugh hughie hugo hui humaira humphrey huong hussain hussein huw hyacinth
    hywel hüseyin iain ian ibrahim icilda ida idil idris idwal ieuan ifan ifeanyi ifeoma
    ifrah ihsan ike ikenna ikram ila ilham ilir ilona ilyas iman imelda imogen imran ina
    inaya ines ingrid ingrida inês ioana ion iona ionela ionie iqbal iqra irene irfan iris
    irvin iryna isaac isabel isabella isaiah isatou isha ishaan ishaq isla ismail isobel
    issa ivan ivana ivor ivy iwan iwona iyabo i̇brahim jacek jack jackie jacob jacqueline
    jade jaden jadwiga jagdish jago jahanara jake jama jamal james jamie jamila jan jane
    janet janice janine janis janusz jared jarvis jas jasbir jasmin jasmine jason jasper
    jaswinder javed jawad jayden jayesh jayne jean jeanette jed jeeto jeff jelena jen jenna
    jennifer jenny jeremiah jeremy jermaine jerome jerzy jess jesse jessica jessie jethro
    jill jim jimmy jo joan joanna joanne jocelyn jodie joe joel john johnny jomar jon jonah
    jonas jonathan jordan jose joseph josephine josh joshua josé joyce joão juan jude judith
    judy julia julian julie juliet julius jun junaid june jurga justin justyna juwairiya
    jyoti ka-yan kabir kacey kadiatu kai kaleem kalpana kamal kamala kamau kamila kamran
    kandiah kanta kara karen karim karl karolina karwan kasia kat katarzyna kate kath
    kathleen kathryn kathy katie kausar kavita kavitha kawa kawthar kay kayden kayleigh kaz
    keeley kehinde keira keiran keisha keith kelechi kelly kelvin kemal ken kenneth kenny
    kenton kerry kerry-ann kev kevin khadija khadijah khadra khaled khalid khurram kian
    kidane kieran kim kimberley kiran kirsten kirsty kishore kit kofi kojo kris krystyna
    krzysztof kuba kudzai kuldeep kuldip kulsoom kulwant kwabena kwadwo kwame kweku kwesi
    kwok kyle kylie lachlan lakhbir lakshmi laleh lamia lamin lan lance lara larry larysa
    lata laura lauren laurence lawrence layla leah leanne lee leighton leila len lena lenny
    leo leon leona leonard leonora leroy les lesley leslie lester leszek lettie levi lewis
    lex leyla liam liban lidia liene ligia lil lilian lily linda lindiwe lindsay ling linh
    linus lionel lisa liya liz lizzie lloyd logan lola lorcan lorna lorraine lottie lou
    louis louise lourdes lowri lubna luca lucas lucia lucy luigi luka luke luqman luther luz
    lydia lyle lyn lynda lynette lynn lynne lyudmila maariya mabel mable maciej mack madge
    madhuben maeve magda magdalena maggie magnus maha mahad mahboob mahesh mahmood mahmoud
    mahsa mai mair maisie majid malachy malcolm malik mamadou mandeep mandla mandy manjit
    manju manny manoj mansoor manuel marcel marcia marcin marco marcus marek margaret
    margery maria mariam mariama marian marianne maricel marie marilyn mario marion marisa
    marites mariusz marjorie mark marlene marlon marta martha martin martina marvin marwan
    mary mary-ann maryam mason matei mateusz mathew matt matthew maud maureen maurice mavis
    mawuli max maxine maxwell maya małgorzata meena meenakshi megan mehmet mehret mehwish
    mei meirion mel melanie melissa menna mercy merlene merlin meron mervyn meryem meryl
    mhairi mia mica michael michal michelle mick micky miguel mihaela mihai mike mikey
    mildred miley millie milly mina mindaugas ming minh mira miriam mitch mizan mo modou
    modupe moe mohamed mohammad mohammed mohinder moira mollie molly momtaz mona monica
    monika monir monty morag morgan morris morven morwenna moses moya moyna mubashir
    mudassar mugisha muhammad mukesh muna muneer munir munira murat murdo muriel murray
    murugan musa mustafa mwangi myfanwy mykola myles myra myrtle nabeel nabil nadarajah
    nadeem nadia nadine nadira naeem nafisa nahla naila najib najma nakato nalini nancy
    nanette naomi naresh nargis nasima nasir nasreen nasrin nat natalia natalie nataliya
    natasha nathan nathaniel navdeep naveed nawal naz nazanin nazia ned neil nell nellie
    nelson nerys nesta netta neville ngozi nia niall niamh nicholas nick nico nicola nicole
    nigel nikhil nila nimco nina nirmal nirmala nisha nita nitin nkechi nnamdi nneka noah
    noel noman nomsa nonso nora noreen norma norman nour nuala nuno nuray nurul nusrat
    nyasha obadiah obaid obi obinna odette oisín okello oksana ola oleh olena olga olive
    oliver olivia olly olu olumide oluwaseun oluwatobi olwen omar omid onkar onyeka oona
    oonagh oriel orla orlando orson oscar osian osman osmond otieno otis otto ousman owain
    owen packie paddy padma padraig paige palwinder pam pamela pansy paolo paresh parisa
    parminder parvati parveen pascal pat patience patricia patrick patsy paul paula pauline
    paulo pawel paweł pearl peggy penny percy perran perry pete peter petra petro phil
    philip philippa philomena phoebe phyllis pierce piers piotr polly pooja poppy prakash
    pravin precious prem priscilla priti priya pushpa qadir qasim quang quentin quincy rab
    rabeya rabia rachel radha radu rae rafay rafał rafiq rafique raheem rahel rahul raj
    rajan rajesh raju rajwinder rakesh ralph ramesh rami ramil ramona ramsay randall
    randolph rania ranjit raphael rasa rasha rashid rav ravi ray raymond razia rebecca rebin
    reece reem reg reggie reginald rehan rehana rekha remi rena renata renato rene reuben
    rex reza rhian rhiannon rhodri rhona rhys ria ricardo richard richie rick ricky riley
    rita ritu rizwan rob robbie robert roberta robin rocco rochelle rodel roderick rodney
    roger rohan roisin rojin rokeya roland rolf roman rommel ron ronald ronan ronke ronnie
    rory rosa rosalie rosalind rosamund rose rosemary rosie ross rowan rowena roxana roxanne
    roy roya ruairi ruairí rubina ruby rudo rudolph rufus ruhul rui rukhsana ruksana rupert
    ruqayya russell rutendo ruth ryan ryder róisín saba sabina sabir sabrina sade sadia
    sadie saeed safiya sagal sahar sahra saima sainabou sajid sakina saleh salim sally salma
    salman salvatore sam samantha samer samina samir samira sammy samson samuel sana sandra
    sandro sandy sangeeta sanjay sara sarah saraswathi sarbjit sarfraz sarla saskia satish
    satnam saul savannah savita scott seamus sean sebastian segun selam selena selina selvam
    senga seren serena sergei serhiy serkan serwaa seth sevgi shabana shabnam shafiq
    shafique shaheen shahid shahzad shaista shakira shamsul shan shane shanelle shanice
    shannon shanti sharif sharon shaun shauna shazia sheena sheila shelley sheree sherry
    shirin shirley shoaib shobha shona sian siavash sid sidney silas silvester simba
    simisola simon simona simone sinead sinéad siobhan siobhán sioned sipho siu sivakumar
    siôn sobia sofia sohail solomon sonia sonya sophia sophie sorin spencer stacey stan
    stanley stefan stella steph stephanie stephen stephon sterling steve steven stewart
    stojan struan stuart suad subhash sue suk-yin sukhdev sukhi sukhwinder sulaiman sultana
    sumaira sumaiya sumayya sunil sunita suresh surinder surjit susan susanna sushila susie
    suzanne sven svitlana sybil syed sylvia sławomir tabitha tadhg tahir tahira tahmid
    taimur taiwo talha talia tam tamara tamsin tania tanisha tanya tapiwa tara taras tarek
    tariq tarlochan tarsem tasha taslima tasneem tate tatenda taylor ted teddy tegan
    temitope tendai terence teresa terry tesfay tesfaye tess tessa tetiana thandiwe tharani
    thayalan thea thelma themba theo theodore theresa thilaka thomas thora thuy tiffany
    tilly tim timothy tina tinashe titi tobi tobias tobin toby todd tofail tom tomas tomasz
    tommy tommy-joe tomos toni tony toyin tracey tracy travis trev trevor trina trish
    tristan trixie troy trudy tsega tsitsi tuan tunde tyler tyrell tyrese tyrone ubah uche
    uchenna udham ulric uma umaima umair umar umesh una uriah ursula urszula usha usman
    vaida val valerie vanessa varinder varsha vasanthi vasile vasyl vaughan velu vera verity
    verna vernon veronica vesna vic vicky victor victoria vidya vijay vikram viktor vimla
    vince vincent vinod viola violet viorel vira virgil viv vivian vivien vivienne vladimir
    vytautas wade wafa wai-ling wajiha walid wallace wally walter wanda wanjiru waqas warren
    warsame wayne wei wendy wes wesley wilbur wilf wilfred william willie wilma winfred
    wing-kei winifred winnie winston wojciech wojtek woody wullie wyn xanthe xavier xiu yaa
    yalini yan yaqoob yash yasin yasir yasmin yasser yaw yemi yetunde yewande yolanda yonas
    younis yousef yuki yuliia yuriy yusra yusuf yvette yvonne zac zach zachary zack zaheer
    zahid zahra zainab zaki zane zara zayn zaynab zbigniew zeeshan zehra zeinab zeke zelda
    zena zenab zeynep ziad zita zoe zofia zohra zoran zosia zubaida zubair zuzanna özlem
    """
FIRST_NAMES = frozenset(_FIRST_NAMES_TEXT.split())

_PLACES_TEXT = """
    aberaeron aberdare aberdeen aberystwyth accra accrington acocks acton afghanistan africa
    airdrie albania albans aldeburgh aldershot aleppo algeria alloa alnwick altrincham amble
    ambleside america amersham ammanford ancoats andover anstruther antrim appleby arbroath
    ardoyne ardwick armagh ashburton ashford ashington ashton asia asmara aston auckland
    austell australia aviemore avon aycliffe aylesbury aylesham ayr ayrshire bacup bakewell
    ballycastle ballyclare ballymena ballymoney ballymun ballynahinch bamber banbridge banbury
    bangladesh bangor barbados bargoed barking barmouth barnard barnet barnsley barnstaple
    barrow barton basildon basingstoke batley bay bedford bedfordshire bedminster bedworth
    belfast berkshire bermondsey berwick bethnal bexhill bexley bicester bideford bilston
    birkdale birkenhead birmingham blackbird blackburn blackley blackpool blaenau bloxwich
    blyth bodmin bognor bolton bootle boston bournemouth bradford bradwell braintree brazil
    brecon brent brentwood bridge bridgend bridgeton bridgwater bridlington bridport brierley
    brighton brislington bristol britain brixham brixton broadstairs bromley bromsgrove
    bromwich brough buckinghamshire bude builth bulgaria bulwell bungay burnage burngreave
    burnley burslem burton bute buxton byker caernarfon caerphilly camberwell camborne
    cambridge cambridgeshire camden camelford cameroon campbeltown canada canning cannock
    canterbury canvey cardiff cardigan carlisle carmarthen carntyne carrickfergus castle
    castleford castlemilk catford ceredigion chadderton chapeltown chard charlton chase
    chatham cheadle cheetham chelmsford cheltenham cheshire chester chesterfield china
    chinatown chippenham chorley chorlton cirencester city clacton clapham clapton clayton
    cleator cleckheaton cleethorpes cleveland cliftonville clitheroe clyde clydebank
    coatbridge cockermouth colchester coldfield coleraine colliery colne colombia congleton
    congo consett cookstown corby cork cornwall court coventry cowdenbeath cowes cowley
    cradley craigavon craigmillar cranbrook crawley crediton creggan crewe crieff croatia
    cromer croydon crumpsall cullompton cumbernauld cumbria cumnock cwmbran cynon cyprus
    czechia dagenham dalmarnock dalston damascus darlington dartford dawley delhi denbigh
    dennistoun deptford derby derbyshire dereham derry devizes dewsbury dhaka didcot digbeth
    diss dock doncaster donegal dorchester dorking dorset dover downham downpatrick drumchapel
    dublin dudley dumbarton dumfries dundee dundonald dunfermline dungannon dunmow dunoon
    dunvegan durham ealing easington eastbourne easterhouse eastleigh easton eaton ebbsfleet
    ebbw edgware edinburgh edmonton edmunds egypt elephant elgin ellesmere ely enfield england
    enniskillen epping erdington erith eritrea essex estate estonia ethiopia europe evesham
    exeter exmouth fakenham falkirk fallowfield falmouth fareham faversham felixstowe felling
    fermanagh ffestiniog fields fife filey finglas fishguard fishponds fleetwood folkestone
    forest fort france fraserburgh frome furness galashiels galway gambia garsdale garstang
    gateshead gaza gdynia germany ghana gillingham glasgow glastonbury glossop gloucester
    gloucestershire goa golders goole gorbals gorebridge gorton gosport govan govanhill
    grangemouth grangetown grantham grantown gravesend greater greece greenock grimsby
    guildford guisborough gwent gwynedd hackney halesowen halifax halton haltwhistle hamlets
    hammersmith hampshire handforth handsworth haringey harlesden harlow harpurhey harrogate
    hartcliffe hartlepool harwich hastings hatfield havant haven haverfordwest haverhill
    hawick hay haydon hayes hayle heath hebden heckmondwike helens helsby helston hemel
    hempstead hereford herefordshire herne hertfordshire hessle hexham heywood hillingdon
    hinckley holyhead holywood homs hong horfield hounslow hove huddersfield hull hulme humber
    humberside hungary hunstanton huntingdon huyton hyde ilford ilfracombe ilkeston ilkley
    immingham india ingoldmells inner inverclyde inverness inverurie ipswich iran iraq ireland
    island islay isles islington italy ives jamaica japan jarrow jaywick kabul karachi
    keighley kelso kendal kennington kensal kent kentish kenya kerala keswick kettering
    kettlewell keynes keynsham kidderminster kidsgrove kilburn kilkeel kilmarnock king's kings
    kingston kingswinford kinross kirkby kirkcaldy kirkdale kirkham kirklees kirkwall knowle
    knowsley kong kosovo kurdistan kyiv ladywell lagos lahore lambeth lampeter lancashire
    lancaster lane lanes langley lanka larkhall larne latvia launceston lebanon ledbury leeds
    leek leicester leicestershire leigh leith leone lerwick letchworth levenshulme lewes
    lewisham leyland leys leyton libya limavady lincoln lincolnshire lisburn liskeard
    lisnaskea lithuania littleport liverpool livingston llandeilo llandrindod llandudno
    llanelli llanilar loch lochgelly lockleaze lomond london londonderry long longsight
    longton lonsdale looe loughborough louth lowestoft ludlow lurgan luton lyme lyne lytham
    macclesfield machynlleth maesteg magherafelt maidenhead maidstone malton malvern
    manchester manningham mansfield mare margate market maryhill maryport matlock medway
    melton mersey merseyside merthyr merton methil mevagissey mexborough mexico middlesbrough
    middleton midlands midsomer milford milton minehead mirpur mogadishu monmouthshire moor
    moors morecambe morocco morpeth moseley moss motherwell mowbray muchelney mumbai môn nairn
    nantwich neath nepal newark newcastle newham newington newlyn newmarket newport newquay
    newry newton newtown newtownards nigeria norfolk norris northallerton northampton
    northamptonshire northumberland northwich norton norwich nottingham nottinghamshire
    nuneaton oban old oldbury oldham omagh ordsall ormskirk oswestry oxford oxfordshire
    paignton paisley pakistan palestine paris parkhead partick pauls peckham peebles pembroke
    pembrokeshire penge penrith penygroes penzance perth peterborough peterhead peterlee
    philippines pickering pitlochry plaistow plumstead plymouth pocklington poland pollok
    pollokshields pontefract pontypool pontypridd poole poplar port portadown portavogie
    portree portrush portsmouth portugal possilpark powys prescot preston pudsey punjab
    pwllheli ramsbottom ramsgate range rathlin rawtenstall redcar redcliffe redditch redruth
    region regis rhondda rhyl ripley ripon rochdale rochester romania rome rothbury rotherham
    rothesay royston ruchill rugby rugeley runcorn rushden rusholme russia rutland rwanda ryde
    rye saffron salford salisbury saltaire saltash saltburn saltcoats sandwell scarborough
    scotland scunthorpe sea seaham sefton selby senegal sevenoaks severn shadwell sheerness
    sheffield sheppey sherborne sheringham shetland shettleston shields shipley shirebrook
    shrewsbury shropshire sittingbourne skegness skelmersdale skipton skye sleaford sligo
    slough slovakia small smethwick solihull somalia somaliland somerset southall southampton
    southend southmead southport southwark spain spalding sparkbrook speke spennymoor spey
    splott springburn stafford staffordshire stalybridge stapleton stepney stevenage stirling
    stockport stockton stockwell stoke stornoway stourbridge stowmarket strabane stranraer
    stratford streatham street stretford stromness strood stroud sudan sudbury suffolk
    sunderland surrey sussex sutton swaffham swanage swanley swansea swindon sydney sylhet
    syria taf talbot tameside tamworth taunton tavistock tees teesside telford thailand thames
    thamesmead thanet thetford thirsk thornbury thornton thurrock thurso tilbury tipton tiree
    tiverton tobermory todmorden tollcross tonbridge tonypandy tooting torbay torfaen toronto
    torquay torridge totnes toton tottenham totterdown tower town toxteth trafford tredegar
    trent treorchy trinidad trowbridge truro tunbridge tunisia turkey tweed tydfil tyne
    tyneside tywyn uganda uist uk ukraine ullapool ulverston uttlesford uttoxeter vale valley
    ventnor vietnam wadebridge wakefield walden wales walk wallsend walsall walthamstow walton
    wandsworth warrington warsaw warwickshire washington watford wearside wednesbury wembley
    wensleydale westminster weston weymouth whalley whitby whitechapel whitefield whitehaven
    whitstable widnes wigan wight wiltshire winchester wirral wisbech wishaw witham withington
    wolverhampton wombwell worcester worcestershire workington worksop worthing wrexham wye
    wymondham wythenshawe yarmouth yemen yeovil ynys york yorkshire ystradgynlais zambia
    zealand zimbabwe
    """
PLACES = frozenset(_PLACES_TEXT.split())

_OTHER_CAPITALS_TEXT = """
    a-level a-levels abba afghan african albanian albion aldi allowance alzheimer alzheimer's
    alzheimers amazon amharic amma android annex appendix april arabic argos army asda asian
    athletic attendance august auntie b&q baba band bangladeshi baptist bbc beatles belong
    bengali best bible bingo biology black block bonfire boots bowls boxing braille british
    brother bulgarian cantonese caribbean catholic cd centre chair chapel chemistry chief
    chinese christian christmas church cic city cllr co co-op co2 community computing
    conversation cornish coronation corrie corsa council councillor countdown covid credit
    cscs cup cv da dad dada daddy dari day deaf dear december diploma director diwali diy dj
    down dr dvd dwp eastenders easter eid elvis emmerdale english entry eritrean esa esol eu
    european eve facebook farsi father february fiesta fifa figure ford form french friday
    fridays friends gaelic gcse gcses geordie german ghanaian god google gov gp gps gran
    grandad grandma grandpa granny greggs group grow gujarati hall halloween hanukkah head
    hello hi highers hindi hindu hogmanay housing how hungarian i i'd i'll i'm i've i.t id
    ikea im imperial indian instagram ipad iphone irish it italian itv ive jamaican january
    jenga jewish jobcentre jsa jubilee july june kind king kurdish lady latin latvian lead
    league led legion lego lent level lidl lithuanian living lord low macbeth macmillan madam
    mam mammy manager mandarin march maths may mcdonald's methodist metro minister miss mom
    monday mondays monopoly morrisons mosque mother mr mrs ms mum mummy muslim nan nana navy
    nepali netflix new nhs nigerian no november nvq october officer ok okay olympics open
    pakistani parkinson parkinson's parkinsons pashto pc pe pepsi phase physics pip play
    playstation please polish portuguese pot premier primark prince princess prof protestant
    punjabi queen quran radio raf ramadan regards rnib roma romanian rovers russian
    sainsbury's sainsburys saint saturday saturdays science scottish scouse scrabble section
    september sergeant service services shakespeare sikh sincerely sir sister sixth slovak sme
    smes snap snapchat somali son spanish spar st stage step storm strictly sunday sundays
    sunderland syrian table tamil team teams tesco thank thanks thursday thursdays tier
    tigrinya tiktok times town transit traveller trust tuesday tuesdays turkish tv twitter uk
    ukrainian un uncle unit united universal urdu us usa usb valentine's vauxhall vcse
    vietnamese wage wednesday wednesdays welsh wetherspoon wetherspoons what whatsapp when
    where white whitsun who why working xbox xmas year year's yes you youtube zoom
    """
OTHER_CAPITALS = frozenset(_OTHER_CAPITALS_TEXT.split())

_WORD_NAMES_TEXT = """
    amber angel april art ash autumn bill blessing bob bud cherry christian cliff comfort dale dawn
    dean dot drew earl eve faith fern frank gene glen grace grant guy happy harmony heath hazel
    heather holly hope ivy jack jade jay jean joy june kirk lily lucky mark may melody mercy miles
    nan nana noble olive pat patience pearl penny poppy precious prudence ray rob robin rock rose
    ruby sky star sue summer sunday tom victor viv violet will willow winter
    """
WORD_NAMES = frozenset(_WORD_NAMES_TEXT.split())  # everyday words that are first names as well
