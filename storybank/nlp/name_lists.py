"""Words that tell a person's name from other capitalised words, all in small letters.

Short lists of common knowledge: first names heard in Britain from many cultures, towns and
countries, and other words that are written with a capital.
"""

_FIRST_NAMES_TEXT = """
    aaliyah aaron abbas abby abdi abdul abdullah abena abigail abu ada adam ade adebayo adel
    adele aditi adrian agnes agnieszka ahmad ahmed aidan aileen ailsa aisha aishah ajay akosua
    alan alasdair alastair albert aldo alec aled alex alexander alexandra alf alfie alfred ali
    alice alicia alisha alison alistair alma alun alyssa amal amanda amara amber amelia amina
    aminata amir amit amy ana anders andre andrea andrew andy aneta angela angharad angus anil
    anila anita anjali ann anna anne annette annie anthony antonio anwar anya aoife archie
    ariana arif arjun arlene arthur arwel asha ashley ashok asif asim astrid audrey ava ayaan
    ayesha ayo aziz babs bahar balbir balwinder barbara barry bashir beata beatrice beatriz
    becky belinda ben benjamin bernadette bernard bernie bert bertha beryl bessie beth bethan
    bethany betty bev beverley bhavna bilal bill billy blessing bob bobby bogdan brenda
    brendan brian bridget bronwen bruce bryan bryony callum calum cameron carl carly carmel
    carmen carol carole caroline carys cath catherine cathy catriona cedric celia ceri cerys
    chantelle charles charlie charlotte chas chelsea chen cheryl chidi chinedu chloe chris
    christina christine christopher chukwu ciara ciaran claire clara clare clarence claude
    claudia clive col colette colin colm comfort connor conor cora corey courtney craig curtis
    cyril dafydd dai daisy damian dan daniel daniela danielle danny daria darius darren dave
    davey david davinder dawit dawn daz dean deano deb debbie debora deborah declan dee deepak
    deirdre delia delroy denis denise dennis denzil derek dermot des desmond destiny dev devon
    dewi diana diane dil dilys dina dinah dion dom dominic donald donna donovan dora doreen
    doris dorothy dot doug dougie douglas duncan dwayne dylan eamonn ebony ebun eddie edith
    edna edward edwin efua eileen eilidh eira eirlys elaine eleanor elena elif elin elizabeth
    ella ellen ellie ellie-mae elliot elsie elspeth emeka emily emma emmanuel enid eric erin
    esi esme esther ethan ethel euan eugene eun eva evan eve evelyn ewan ezra faisal faith
    faiza farah farhan farida farouk fatima fatou fatuma faye felicity femi feng fergus fiona
    flo florence folake fran frances francis frank frankie fraser fred freda freddie freya
    funmi gabriel gail gar gareth garfield gary gavin gaynor gaz gemma geoff geoffrey george
    georgia georgina gerald geraldine gerard gerry ghulam gill gillian gina ginny gita gladys
    glen glenda glenys gloria glyn gordon grace graham grainne greg gregory greta gudrun
    gulshan gurdev gurpreet gwen gwyn habib hadiya hafsa hala halima hamid hamish hamza hana
    hanif hannah harjit harold harpreet harriet harry hasan hassan hawa hayley hazel heather
    hector heidi helen helena henry hettie hiba hilary hilda holly howard huda hugh hussain
    hussein huw hywel iain ian ibrahim ida idris ifan ikram ilona imogen imran ina ines ingrid
    ioana ionela iqbal irene irfan iris isaac isabel isabella isha ishaan isla ismail isobel
    ivan ivor ivy iwan jack jackie jacob jacqueline jade jaden jagdish jake jamal james jamie
    jan jane janet janice janine jas jasbir jasmin jasmine jason jaswinder javed jayden jayne
    jean jeanette jeeto jeff jen jenna jennifer jenny jeremy jermaine jerome jess jesse
    jessica jill jim jimmy jo joan joanna joanne jodie joe joel john johnny jon jonathan
    jordan jose joseph josephine josh joshua joyce juan jude judith judy julia julian julie
    juliet june justin justyna kacey kai kamal kamila kara karen karim karl karolina kasia kat
    katarzyna kate kath kathleen kathryn kathy katie kavita kay kayden kayleigh kaz keeley
    keira keisha keith kelly kelvin ken kenneth kenny kerry kerry-ann kev kevin khadija khalid
    kian kieran kim kimberley kiran kirsten kirsty kit kofi kojo krystyna kuba kuldip kwabena
    kwame kyle kylie lamin lara larry laura lauren laurence layla leah leanne lee leila len
    lena lenny leo leon leona leonard leroy les lesley leslie lewis leyla liam liban lidia
    ligia lil lilian lily linda lindsay lisa liz lizzie lloyd logan lola lorna lorraine lottie
    lou louis louise luca lucas lucy luka luke lydia lyn lynda lynn lynne mable mack madge
    magda magdalena maggie magnus mahmood mahmoud mair maisie malcolm malik manjit manuel
    marcia marcin marco marcus margaret margery maria mariam marian marie mario marion marisa
    marjorie mark marlene marlon marta martha martin marvin mary maryam mason matei mateusz
    matt matthew maud maureen maurice mavis max maxine maya megan mehmet mei mel melanie
    melissa meryl mia mica michael michal michelle mick micky miguel mike mikey mildred millie
    milly mina miriam mo moe mohamed mohammad mohammed moira mollie molly mona monica morag
    morris morven morwenna moses muhammad muna munir muriel musa mustafa myra myrtle nabil
    nadia nadine naeem nafisa nahla najib nancy naomi nasima nasir nasreen nat natalia natalie
    natasha nathan naz nazia neil nell nellie neville ngozi nia niall niamh nick nicola nicole
    nigel nikhil nila nina nita noah noel nora noreen norma norman nuala obi ola olga olive
    oliver olivia olu oluwaseun olwen omar oscar osian osman owain owen packie paddy paige pam
    pamela paolo pascal pat patience patricia patrick patsy paul paula pauline pawel pearl
    peggy penny percy perran pete peter petra phil philip philippa phoebe phyllis piers piotr
    polly poppy precious prem priti priya qasim quentin rab rabeya rachel radu rafiq raheem
    rahul raj rajesh raju ralph ramesh rania ranjit rasa rashid rav ravi ray raymond razia
    rebecca reece reg reggie rehana remi rena rene reuben rex rhian rhiannon rhys ria ricardo
    richard richie rick ricky riley rita rob robbie robert roberta robin rochelle roger roisin
    roland ron ronald ronnie rory rosa rosalind rose rosemary rosie ross rowan roy ruairi ruby
    rufus rukhsana rupert russell ruth ryan sabina sabrina sadia sadie safiya sahar saima
    sajid saleh salim sally salma sam samantha samina samir sammy samuel sana sandra sandy
    sanjay sara sarah saskia scott seamus sean sebastian selam selina senga seren seth shabana
    shabnam shahid shakira shan shane shanelle shanice shannon sharif sharon shaun shauna
    shazia sheena sheila shelley sherry shirin shirley shona sian sid sidney simon simone
    sinead siobhan sioned sofia solomon sonia sophia sophie stacey stan stanley stefan stella
    steph stephanie stephen stephon steve steven stewart stuart sue sukhdev sukhi sumaiya
    sunil sunita surinder surjit susan susanna susie suzanne sybil syed sylvia tabitha tahir
    tahmid taiwo talia tam tamara tamsin tania tanisha tanya tara tariq tasha taslima taylor
    ted teddy tegan terence teresa terry tesfay tess tessa thelma theo theresa thomas thuy
    tiffany tilly tim timothy tina tobi toby todd tom tomasz tommy toni tony tracey tracy trev
    trevor trina trish troy trudy tunde tyler tyrell tyrese tyrone uma umar una ursula usha
    val valerie vanessa vera verna vernon veronica vic vicky victor vijay vikram viktor vince
    vincent viola violet viv vivian vivienne wade wally walter wanda wayne wei wendy wes
    wesley wilf wilfred william willie wilma winnie winston wojtek wullie xavier yasin yasir
    yasmin yemi yetunde yonas yousef yuki yusuf yvette yvonne zac zach zahra zainab zaki zane
    zara zayn zeinab zelda zena zenab zita zoe zofia zosia zuzanna
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
