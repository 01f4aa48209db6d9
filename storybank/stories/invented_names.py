"""Common names by where in the world they are heard, for people who must not be named. Pure.

Made by hand of everyday names, none of them after anybody. ``woman`` and ``man`` are given names,
``family`` are surnames; a name may stand under more than one heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class NameStock:
    """The names of one heading."""

    woman: tuple[str, ...]
    man: tuple[str, ...]
    family: tuple[str, ...]


_STOCKS_TEXT: dict[str, tuple[str, str, str]] = {
    "English": (
        "Maureen Brenda Jean Pauline Gillian Hazel Wendy Lorraine Tracey Michelle Donna Kerry"
        " Stacey Gemma Natalie Charlotte Emily Chloe Jodie Kayleigh Ellie Freya Imogen Beth Edna"
        " Hilda Vera Doris Marjorie Winifred Norma Beryl Rita Valerie Lynne Denise Sharon Tina"
        " Mandy Heather Ruby Millie Poppy Abigail Harriet Rosemary Janice Sylvia Christine Elsie"
        " Carol Susan Elizabeth Patricia Barbara Linda Jacqueline Karen Julie Deborah Amanda"
        " Samantha Victoria Rebecca Sarah Laura Hannah Jessica Sophie Lucy Katie Alison Joan"
        " Dorothy Frances Philippa Vivien Bryony Leanne Kelly Shirley Josephine"
        " Caroline Nicola Joanne",
        "Norman Derek Raymond Keith Trevor Barry Roger Clive Nigel Gary Darren Wayne Lee Shaun"
        " Craig Dean Ryan Jordan Liam Connor Callum Joshua Harry Alfie Ernest Stanley Walter"
        " Reginald Albert Harold Leonard Cyril Geoffrey Graham Terence Dennis Malcolm Stuart"
        " Kevin Martin Simon Adrian Kieran Bradley Toby Oliver Frank Bernard Maurice Jack David"
        " William James John Robert Michael Anthony Peter Paul Stephen Andrew Christopher Thomas"
        " Daniel Matthew Richard George Edward Charles Joseph Philip Benjamin Alan Brian"
        " Colin Douglas Russell Terence Ronald Nicholas Victor Gregory Neil Ian Jason Carl",
        "Hartley Laidler Bowater Fincham Pickersgill Thwaites Siviter Tranter Rowbottom Hebden"
        " Ashworth Barraclough Dewhurst Entwistle Fairclough Garside Holroyd Ibbotson Jessop"
        " Kershaw Lumb Metcalfe Nuttall Ogden Priestley Ramsden Sugden Tattersall Utley Varley"
        " Wadsworth Yarwood Luscombe Pengelly Tregenza Pascoe Trewin Chudleigh Hannaford Gosling"
        " Marlow Cottrell Peckham Stannard Blowers Catchpole Smith Cooper Baker Clarke Walker",
    ),
    "Scots": (
        "Morag Eilidh Isla Ailsa Mhairi Fiona Kirsty Catriona Shona Senga Elspeth Effie Jessie"
        " Agnes Moira Iona Rhona Lorna Jean Sheena",
        "Hamish Angus Fraser Gordon Duncan Callum Murdo Alasdair Lachlan Ewan Rory Gregor Finlay"
        " Struan Archie Iain Dougal Craig Scott Kenneth",
        "McAllister Kinnaird Buchan Geddes Rankine Baird Lennox Petrie Lafferty Gilchrist"
        " McTavish Drummond Sinclair Menzies Carnegie Farquhar Abercrombie Cuthbert MacLeod"
        " Dalgleish",
    ),
    "Welsh": (
        "Angharad Bronwen Carys Dilys Eirwen Ffion Glenys Gwen Lowri Megan Menna Mair Nerys Nia"
        " Rhiannon Sian Sioned Catrin Delyth Elin Myfanwy Olwen Buddug Heledd",
        "Aled Alun Arwel Bryn Dafydd Dewi Emlyn Emyr Gareth Geraint Gethin Gwilym Huw Idris Idwal"
        " Ieuan Iwan Rhodri Rhys Siôn Tomos Wyn Meirion Hywel",
        "Pritchard Llewellyn Bowen Humphreys Rowlands Griffiths Probert Prosser Morgan Parry"
        " Gwynne Vaughan Powell Meredith Beynon Bevan Cadwallader Tudor Eynon Howells",
    ),
    "Irish": (
        "Aoife Bridget Ciara Deirdre Eimear Fionnuala Gráinne Maeve Niamh Noreen Nuala Oonagh"
        " Orla Róisín Sinéad Siobhán Una Bernadette Concepta Dervla",
        "Aidan Brendan Cathal Ciarán Conor Declan Dermot Donal Eamonn Fergal Fintan Malachy Niall"
        " Oisín Padraig Seamus Ruairí Tadhg Cormac Finbar",
        "O'Rourke O'Malley Gallagher Lyttle McGlinchey Devlin Feeney Quinn Kavanagh Doherty"
        " McCafferty Gilhooly Brannigan Mulligan Duffy Flaherty Rafferty McIlroy Tierney Cassidy",
    ),
    "Traveller": (
        "Bridie Kathleen Margaret Philomena Concepta Winnie Nan Biddy Shannon Mary-Ann Nora"
        " Savannah Chantelle Eileen Genty",
        "Paddy Martin Johnny Miley Jimmy Felix Levi Nelson Bartley Hughie Elijah Dinny"
        " Tommy-Joe Riley Noah",
        "Connors Doran Maughan Delaney Mongan Stokes Boswell Lovell Heron Penfold Loveridge"
        " Cash Ward Hanrahan Buckland",
    ),
    "Pakistani": (
        "Aisha Amina Bushra Farzana Fatima Farida Ghazala Iqra Kausar Khadija Nasreen Nazia"
        " Parveen Rabia Rukhsana Saima Samina Shabana Shazia Sumaira Tahira Yasmin Zainab Zubaida",
        "Abdul Adeel Ahmed Asif Bashir Faisal Farooq Habib Hamza Imran Iqbal Javed Khalid Mohammed"
        " Nadeem Omar Qasim Rashid Sajid Shahid Tariq Usman Waqas Zahid",
        "Akhtar Ahmad Bashir Chaudhry Hussain Iqbal Khan Mahmood Malik Mirza Qureshi Rafiq Raza"
        " Rehman Saleem Shah Siddiqui Tahir Yousaf Zaman",
    ),
    "Bangladeshi": (
        "Rabeya Nasima Shirin Rokeya Halima Sultana Jahanara Momtaz Ruksana Taslima Selina Hasna"
        " Afia Moyna Nargis",
        "Abdus Kamal Jamal Shafiq Rafique Mizan Harun Faruk Anwar Shamsul Delwar Nurul Monir"
        " Ruhul Tofail",
        "Begum Khatun Miah Uddin Ali Chowdhury Haque Islam Sarkar Talukder Khanom Bibi Rahman"
        " Hoque Alam",
    ),
    "Indian": (
        "Anjali Bhavna Deepa Geeta Hansa Jyoti Kalpana Lakshmi Madhuben Meena Nisha Padma Pooja"
        " Priya Rekha Sangeeta Shanti Sunita Usha Varsha Harpreet Manjit Surinder Balbir",
        "Amit Ashok Bharat Deepak Dinesh Girish Hitesh Jayesh Kiran Mahesh Naresh Prakash Rajesh"
        " Ramesh Sanjay Suresh Vijay Vikram Yash Gurdev Hardeep Jaswinder Kulwant Mandeep",
        "Patel Shah Desai Mistry Lad Solanki Parmar Nair Menon Pillai Iyer Reddy Rao Sharma Gupta"
        " Dhillon Bassi Gill Sahota Sandhu",
    ),
    "Tamil": (
        "Kavitha Meenakshi Nirmala Saraswathi Thilaka Vasanthi Yalini Abirami Kamala Tharani",
        "Arul Ganesh Kandiah Murugan Nadarajah Rajan Selvam Sivakumar Thayalan Velu",
        "Arumugam Balasingam Kanagaratnam Nadesan Ponnuthurai Rasiah Selvarajah Sivapalan"
        " Thambirajah Yogarajah",
    ),
    "West African": (
        "Abena Adaeze Adwoa Akosua Ama Amara Blessing Bukola Chiamaka Comfort Efua Esi Ekua"
        " Folake Folasade Grace Ifeoma Joy Mercy Ngozi Nkechi Patience Temitope Yewande",
        "Ade Adebayo Chidi Chinedu Emeka Femi Godwin Ibrahim Kelechi Kofi Kojo Kwabena Kwame"
        " Kwesi Obinna Olu Sunday Tunde Uche Yaw Ekow Musa Segun Emmanuel",
        "Achebe Adebayo Adeyemi Afolabi Agyeman Asante Boateng Danso Ekwueme Eze Mensah Nwosu"
        " Obi Ofori Okafor Okonkwo Osei Owusu Oyelaran Sesay",
    ),
    "East African": (
        "Selam Hiwot Tsega Meron Almaz Eden Rahel Bethlehem Wanjiru Akinyi Nakato Aber Liya Saba"
        " Mehret",
        "Dawit Tesfaye Yonas Haile Abel Samuel Filmon Kidane Otieno Kamau Mwangi Okello Mugisha"
        " Bereket Henok",
        "Tesfaye Haile Gebre Kidane Tekle Abraha Wolde Mwangi Otieno Kariuki Okello Mugisha"
        " Nakimuli Ochieng Bekele",
    ),
    "Southern African": (
        "Rudo Tendai Chipo Nyasha Tsitsi Thandiwe Nomsa Lindiwe Rutendo Precious",
        "Tinashe Farai Tatenda Kudzai Themba Sipho Tapiwa Simba Mandla Blessing",
        "Moyo Ncube Chikwanda Mutasa Dube Nyathi Mlambo Chirwa Banda Phiri",
    ),
    "Caribbean": (
        "Verna Yvonne Cynthia Marcia Hyacinth Ionie Merlene Beverley Sonia Shanice Tanisha Keisha"
        " Claudette Delrose Icilda Precious Joyce Pearl Gloria Sadie",
        "Winston Delroy Errol Leroy Desmond Everton Neville Carlton Clifton Lloyd Devon Jermaine"
        " Tyrone Marlon Courtney Glenroy Alton Rudolph Vincent Curtis",
        "Baptiste Doyley Fenwick Grant Campbell Francis Palmer Gayle Blackwood Bogle Morrison"
        " Lindo Samuels Pinnock Walters Cumberbatch Hinds Braithwaite Joseph Charles",
    ),
    "Somali": (
        "Hodan Faduma Ayan Sahra Hibo Ifrah Ubah Sagal Nimco Asha Amina Deqa Hawa Idil Khadra",
        "Abdi Abdirahman Mohamed Yusuf Ismail Liban Mahad Guled Warsame Bile Hassan Jama Farah"
        " Abshir Omar",
        "Warsame Jama Farah Abdi Hassan Ali Nur Mohamud Egal Yusuf Aden Duale Osman Hersi Samatar",
    ),
    "Arabic": (
        "Amal Dalal Fadwa Hanan Huda Iman Layla Maha Mariam Nadia Nour Rania Reem Samira Suad"
        " Wafa Zeinab Rasha Lubna Salma Zahra Aaliyah",
        "Ahmad Bassam Fadi Farhad Hadi Hassan Issa Karim Khaled Mahmoud Marwan Mustafa Nabil"
        " Omar Rami Najib Samer Tarek Walid Yasser Ziad",
        "Haddad Khalil Darwish Mansour Saleh Nasser Hamdan Aziz Barakat Shaheen Kassab Najjar"
        " Sabbagh Zidan Hijazi",
    ),
    "Kurdish and Persian": (
        "Shirin Nasrin Bahar Parisa Roya Zara Nazanin Rojin Berivan Mahsa Golnaz Laleh",
        "Rebin Azad Dilshad Kawa Reza Behnam Hamid Siavash Farhad Kamran Omid Karwan",
        "Rostami Karimi Ahmadi Hosseini Moradi Rezaei Barzani Sharif Jafari Azizi Salimi Rahimi",
    ),
    "Turkish": (
        "Ayşe Emine Fatma Hatice Zeynep Elif Meryem Sevgi Gülay Nuray Özlem Derya",
        "Mehmet Mustafa Hüseyin İbrahim Hasan Osman Murat Emre Cem Kemal Yusuf Serkan",
        "Yılmaz Demir Şahin Çelik Kaya Arslan Öztürk Aydın Kılıç Doğan Polat Aksoy",
    ),
    "Polish": (
        "Agnieszka Beata Danuta Ewa Grażyna Halina Iwona Jadwiga Joanna Katarzyna Magda Małgorzata"
        " Monika Renata Urszula Wanda Zofia Aneta Kasia Dorota",
        "Andrzej Bartek Dariusz Grzegorz Jacek Jerzy Krzysztof Leszek Maciej Marek Mariusz"
        " Paweł Piotr Rafał Sławomir Tomasz Wojciech Zbigniew Kuba Janusz",
        "Kowalczyk Nowak Wiśniewska Zieliński Lewandowski Szymański Mazur Wójcik Dąbrowski Pawlak"
        " Kaczmarek Grabowska Król Sikora Baran",
    ),
    "Romanian": (
        "Andreea Elena Ioana Ligia Mihaela Alina Simona Crina Doina Florica Cristina Roxana",
        "Ion Vasile Gheorghe Andrei Bogdan Cătălin Dragoș Florin Mihai Radu Sorin Viorel",
        "Popescu Ionescu Munteanu Dumitru Stan Rusu Ciobanu Lungu Moldovan Nistor Petrescu Vlad",
    ),
    "Ukrainian and Russian": (
        "Oksana Olena Iryna Nataliya Halyna Tetiana Yuliia Svitlana Larysa Lena Vira Daryna"
        " Lyudmila Olga",
        "Danylo Taras Mykola Bohdan Oleh Andriy Serhiy Vasyl Petro Yuriy Ivan Dmytro Vladimir"
        " Sergei",
        "Bondar Shevchenko Hrytsenko Kovalenko Melnyk Tkachenko Lysenko Marchenko Savchuk Moroz"
        " Petrenko Ivanov",
    ),
    "Baltic and Balkan": (
        "Rasa Jurga Ingrida Vaida Liene Dace Mira Jelena Besa Arta Drita Elira Ivana Vesna",
        "Vytautas Mindaugas Tomas Andris Janis Goran Dragan Agron Besnik Fatos Ilir Zoran Luka"
        " Stojan",
        "Vaitkus Kazlauskas Petrauskas Ozols Berzins Hoxha Krasniqi Berisha Jovanovic Petrovic"
        " Horvat Dimitrov",
    ),
    "Southern European": (
        "Ana Carmen Concetta Fátima Giulia Inês Lucia Maria Paula Rosa Sofia Teresa Eleni Despina"
        " Graciela Conceição",
        "António Carlos Giuseppe João José Luigi Manuel Marco Miguel Nuno Paulo Salvatore Andreas"
        " Costas Diego Rui",
        "Ferreira Silva Santos Oliveira Rossi Russo Esposito Garcia Lopez Petrou Georgiou Costa"
        " Almeida Pereira Moretti Romero",
    ),
    "Chinese and Vietnamese": (
        "Mei Ling Xiu Yan Hui Fang Lan Wai-Ling Suk-Yin Ka-Yan Linh Huong Thuy Mai",
        "Wei Jun Chen Ming Hao Kwok Wing-Kei Chi-Ming Ho-Yin Siu Minh Duc Quang Tuan",
        "Wong Chan Leung Cheung Lau Ng Tsang Yip Zhang Liu Huang Nguyen Tran Pham Le",
    ),
    "Filipino": (
        "Marites Rosalie Jocelyn Lourdes Analyn Cherry Maricel Rowena Luz Imelda",
        "Rodel Jun Arnel Rommel Jomar Benigno Renato Edwin Ramil Danilo",
        "Santos Reyes Cruz Bautista Dela-Cruz Villanueva Mercado Aquino Ramos Castillo",
    ),
}


@cache
def stocks() -> dict[str, NameStock]:
    """Every heading with its names."""
    return {
        heading: NameStock(tuple(woman.split()), tuple(man.split()), tuple(family.split()))
        for heading, (woman, man, family) in _STOCKS_TEXT.items()
    }


@cache
def headings_of_given() -> dict[str, tuple[tuple[str, str], ...]]:
    """For a given name in small letters, its headings with ``woman`` or ``man``."""
    found: dict[str, list[tuple[str, str]]] = {}
    for heading, stock in stocks().items():
        for side, names in (("woman", stock.woman), ("man", stock.man)):
            for name in names:
                found.setdefault(name.lower(), []).append((heading, side))
    return {name: tuple(where) for name, where in found.items()}


@cache
def headings_of_family() -> dict[str, tuple[str, ...]]:
    """For a surname in small letters, its headings."""
    found: dict[str, list[str]] = {}
    for heading, stock in stocks().items():
        for name in stock.family:
            found.setdefault(name.lower(), []).append(heading)
    return {name: tuple(where) for name, where in found.items()}


# Short forms of English given names and the names they are short for, each way round.
_SHORT_FORMS_TEXT = """
    abby abigail | al alan albert alistair | alex alexander alexandra | alf alfie alfred | andy
    andrew | barb babs barbara | becky rebecca | bel belinda isobel | ben benjamin | bern bernie
    bernard bernadette | bert albert herbert | bess bessie beth betty elizabeth liz lizzie eliza |
    bev beverley | bill billy will william | bob bobby rob robert robbie | bri brian | cath cathy
    catherine katherine | charlie chas charles charlotte | chris christopher christine christina |
    col colin | con connie concepta constance | dan danny daniel | daz darren | dave davey david |
    deb debs debbie deborah | den denny dennis denise | des desmond | di diana diane | dick rick
    ricky richard | don donald | dot dotty dorothy | doug dougie douglas | ed eddie ted edward edwin
    | ellie eleanor ellen | em emma emily | fran frances | frank frankie francis | fred freddie
    frederick | gaz gary | geoff geoffrey | gerry gerald | ginny virginia | gill gillian | glad
    gladys | greg gregory | gwen gwendoline | hal harry harold henry | jack john johnny | jackie
    jacqueline | jan janet janice | jen jenny jennifer | jim jimmy jamie james | jo joanne josephine
    joanna | joe joey joseph | jon jonny jonathan | josh joshua | jude judy judith | kath kathy
    kathleen | kate katie katherine | ken kenny kenneth | kev kevin | kim kimberley | lenny len
    leonard | les leslie | lou louise louis | maggie mags meg peggy margaret marge | mal malcolm |
    mandy amanda | mart martin martyn | matt matthew | mick mike michael | mo maureen mohammed
    mohamed moira | mohammed mohamed | moll molly mary | nat natalie | nate nathan | nell nelly
    eleanor ellen | nick nicky nicholas nicola | nige nigel | norm norman | ollie oliver | pam
    pamela | pat patsy patricia patrick paddy | pete peter | phil philip | pip philippa | pru
    prudence | ray raymond | reg reginald | ron ronnie ronald | rosie rose rosemary | roy leroy |
    russ russell | sal sally | sam samantha samuel | sandy sandra alexander | shaz sharon | shell
    michelle | si simon | sid sidney | stan stanley | steph stephanie | steve stevie stephen steven
    | stu stuart | sue susie susan suzanne | sylv sylvia | terry terence theresa | tess tessa
    theresa | tim timothy | tom tommy thomas | tony anthony antony | tracy tracey trace | trev
    trevor | trish patricia | val valerie | vi violet | vic victor victoria | vicky victoria | viv
    vivien vivian | wally walter | win winnie winifred | kasia katarzyna | gosia małgorzata | magda
    magdalena | abdi abdirahman abdullahi | raj rajesh | sanj sanjay | kuba jakub
    """


def groups_with(name: str) -> Sequence[frozenset[str]]:
    """Groups of given names that may be one person's, as far as this one is in them.

    A group holds a short form with what it is short for.
    """
    return _groups_by_name().get(name, ())


@cache
def _groups_by_name() -> dict[str, list[frozenset[str]]]:
    found: dict[str, list[frozenset[str]]] = {}
    for text in _SHORT_FORMS_TEXT.split("|"):
        group = frozenset(text.split())
        for name in group:
            found.setdefault(name, []).append(group)
    return found
