import type { Random } from './random'

/** A name in its native spelling, and as it is written in an e-mail's domain. */
type Word = readonly [native: string, latin: string]

type Culture = {
  weight: number
  brands: readonly Word[]
  trades: readonly Word[]
  places: readonly Word[]
  forms: readonly string[]
  /** What comes before or after to make a name longer than 80 characters. */
  long: string
  join: (parts: { brand: string; trade: string; place: string; form: string }) => string
  currencies: readonly (readonly [string, number])[]
}

const spaced: Culture['join'] = ({ brand, trade, place, form }) => [brand, trade, place, form].filter(Boolean).join(' ')

// biome-ignore format: word lists read better in lines
const cultures: Record<string, Culture> = {
  english: {
    weight: 42,
    brands: [['Northwind', 'northwind'], ['Blue Heron', 'blueheron'], ['O’Brien & Sons', 'obrien'], ['Cedar & Pine', 'cedarpine'], ['Harbor Light', 'harborlight'], ['Kestrel', 'kestrel'],
      ['Summit', 'summit'], ['Red Barn', 'redbarn'], ['Whitfield', 'whitfield'], ['Nakamura-Jones', 'nakamura-jones'], ['Lakeshore', 'lakeshore'], ['Copper Kettle', 'copperkettle'],
      ['Ashdown', 'ashdown'], ['Pemberton', 'pemberton'], ['Silver Birch', 'silverbirch'], ['Okafor', 'okafor'], ['D’Angelo', 'dangelo'], ['Third Coast', 'thirdcoast'],
      ['Prairie Rose', 'prairierose'], ['Old Mill', 'oldmill'], ['Granite Peak', 'granitepeak'], ['MacAllister', 'macallister'], ['+1 Anywhere', 'plus1anywhere'], ['@Work', 'atwork'],
      ['Patel Brothers', 'patelbros'], ['Bright & Early', 'brightearly'], ['St. Brendan’s', 'stbrendans'], ['Nguyen', 'nguyen'], ['Ironbridge', 'ironbridge'], ['Wexford', 'wexford'],
      ['Tidewater', 'tidewater'], ['Maple Leaf', 'mapleleaf'], ['Rocky Point', 'rockypoint'], ['Hawthorne', 'hawthorne'], ['"Ace" Reynolds', 'acereynolds'], ['Eleven 11', 'eleven11']],
    trades: [['Dental', 'dental'], ['Logistics', 'logistics'], ['Property Management', 'property'], ['Freight', 'freight'], ['Veterinary Clinic', 'vet'], ['Insurance', 'insurance'],
      ['Home Care', 'homecare'], ['Taxi', 'taxi'], ['Legal', 'legal'], ['Roofing', 'roofing'], ['Travel', 'travel'], ['Telecom', 'telecom'], ['Staffing', 'staffing'],
      ['Plumbing & Heating', 'plumbing'], ['Call Center', 'callcenter'], ['Accounting', 'accounting'], ['Bakery', 'bakery'], ['Robotics', 'robotics'], ['', '']],
    places: [['', ''], ['', ''], ['', ''], ['of Vermont', 'vt'], ['Chicago', 'chicago'], ['Leeds', 'leeds'], ['Toronto', 'toronto'], ['Auckland', 'nz'], ['Perth', 'perth'], ['Dublin', 'dublin'], ['Austin', 'atx']],
    forms: ['', 'LLC', 'Inc.', 'Ltd', 'Group', 'Pty Ltd', 'Co.', 'LLP', '& Co.'],
    long: 'Regional Customer Communications, Dispatch and After-Hours Answering Services',
    join: spaced,
    currencies: [['USD', 80], ['GBP', 8], ['CAD', 7], ['AUD', 5]],
  },
  german: {
    weight: 9,
    brands: [['Müller', 'mueller'], ['Schäfer & Söhne', 'schaefer'], ['Weiß', 'weiss'], ['Grünwald', 'gruenwald'], ['Böhm', 'boehm'], ['Jäger', 'jaeger'], ['Österreicher', 'oesterreicher'],
      ['Krüger', 'krueger'], ['von der Heide', 'vonderheide'], ['Lindqvist', 'lindqvist'], ['Groß', 'gross'], ['Nordlicht', 'nordlicht'], ['Gebrüder Vogel', 'vogel'], ['Zürcher', 'zuercher']],
    trades: [['Gebäudetechnik', 'gebaeudetechnik'], ['Spedition', 'spedition'], ['Steuerberatung', 'steuer'], ['Zahnärzte', 'zahnaerzte'], ['Bäckerei', 'baeckerei'], ['Hausverwaltung', 'hv'],
      ['Telefonservice', 'telefon'], ['Kältetechnik', 'kaelte'], ['Apotheke', 'apotheke'], ['Fördertechnik', 'foerdertechnik'], ['Versicherungsmakler', 'makler']],
    places: [['', ''], ['', ''], ['München', 'muenchen'], ['Köln', 'koeln'], ['Wien', 'wien'], ['Zürich', 'zuerich'], ['Lübeck', 'luebeck']],
    forms: ['GmbH', 'GmbH & Co. KG', 'AG', 'e. K.', 'OHG', 'UG (haftungsbeschränkt)'],
    long: 'Gesellschaft für überregionale Fernmeldedienstleistungen und Störungsannahme',
    join: spaced,
    currencies: [['EUR', 70], ['USD', 30]],
  },
  romance: {
    weight: 12,
    brands: [['Lefèvre', 'lefevre'], ['Peña y Hijos', 'penahijos'], ['Conceição', 'conceicao'], ['L’Étoile', 'letoile'], ['Núñez', 'nunez'], ['Château-Rouge', 'chateaurouge'], ['São Bento', 'saobento'],
      ['Brâncuși', 'brancusi'], ['D’Amico', 'damico'], ['Ibáñez', 'ibanez'], ['Crème & Co', 'cremeco'], ['Città Alta', 'cittaalta'], ['Guimarães', 'guimaraes'], ['Noël', 'noel']],
    trades: [['Téléphonie', 'telephonie'], ['Logística', 'logistica'], ['Clínica Dental', 'clinica'], ['Assurances', 'assurances'], ['Panadería', 'panaderia'], ['Hôtellerie', 'hotellerie'],
      ['Trasporti', 'trasporti'], ['Contabilidade', 'contabil'], ['Société d’Affrètement', 'affretement'], ['Inmobiliaria', 'inmo'], ['Comunicações', 'com']],
    places: [['', ''], ['', ''], ['Lyon', 'lyon'], ['Málaga', 'malaga'], ['Québec', 'quebec'], ['Bogotá', 'bogota'], ['Genève', 'geneve'], ['Iași', 'iasi']],
    forms: ['S.A.', 'SARL', 'S.L.', 'Lda.', 'S.p.A.', 'S.A. de C.V.', 'SRL', 'SAS'],
    long: 'Compañía Internacional de Servicios de Atención Telefónica y Gestión de Llamadas',
    join: spaced,
    currencies: [['EUR', 50], ['USD', 40], ['CAD', 10]],
  },
  nordicSlavicTurkish: {
    weight: 10,
    brands: [['Łukasiewicz', 'lukasiewicz'], ['Dvořák', 'dvorak'], ['Øster', 'oester'], ['Åkesson', 'akesson'], ['Şahin', 'sahin'], ['Żółw', 'zolw'], ['Çelik', 'celik'], ['Kővári', 'kovari'], ['Þórsson', 'thorsson'],
      ['Nguyễn Thành', 'nguyenthanh'], ['Bjørnson', 'bjornson'], ['İstanbullu', 'istanbullu'], ['Šimůnek', 'simunek'], ['Õun', 'oun'], ['+46 Telefoni', 'plus46']],
    trades: [['Telekomunikacja', 'telekom'], ['Účetnictví', 'ucetnictvi'], ['Rørleggeri', 'rorleggeri'], ['Taşımacılık', 'tasimacilik'], ['Tannlækningar', 'tannlaekningar'], ['Usługi', 'uslugi'],
      ['Åkeri', 'akeri'], ['Gyógyszertár', 'gyogyszertar'], ['Vận Tải', 'vantai'], ['Kinnisvara', 'kinnisvara']],
    places: [['', ''], ['', ''], ['Łódź', 'lodz'], ['Malmö', 'malmo'], ['Tromsø', 'tromso'], ['İzmir', 'izmir'], ['Brno', 'brno'], ['Győr', 'gyor'], ['Đà Nẵng', 'danang']],
    forms: ['Sp. z o.o.', 's.r.o.', 'AB', 'AS', 'A.Ş.', 'Kft.', 'ehf.', 'OÜ', 'ApS'],
    long: 'Międzynarodowe Przedsiębiorstwo Usług Telekomunikacyjnych i Obsługi Zgłoszeń',
    join: spaced,
    currencies: [['EUR', 45], ['USD', 55]],
  },
  cyrillic: {
    weight: 6,
    brands: [['Ромашка', 'romashka'], ['Северный Ветер', 'severveter'], ['Київська Хвиля', 'kyivkhvylia'], ['Братя Петрови', 'petrovi'], ['Зоря', 'zoria'], ['Їжак', 'yizhak'], ['Ђорђевић', 'djordjevic'], ['Берёзка', 'beryozka'], ['Щедрик', 'shchedryk']],
    trades: [['Телеком', 'telecom'], ['Логістика', 'lohistyka'], ['Аптека', 'apteka'], ['Такси', 'taxi'], ['Стоматологія', 'stoma'], ['Недвижимость', 'realty'], ['Книговодство', 'knigovodstvo']],
    places: [['', ''], ['', ''], ['Одеса', 'odesa'], ['София', 'sofia'], ['Нови Сад', 'novisad'], ['Алматы', 'almaty'], ['Львів', 'lviv']],
    forms: ['ООО', 'ТОВ', 'ЕООД', 'д.о.о.', 'ТОО', 'ФОП'],
    long: 'межрегиональный центр телефонной связи, диспетчеризации и обслуживания обращений',
    join: ({ brand, trade, place, form }) => spaced({ brand: form, trade: `«${brand} ${trade}»`, place, form: '' }),
    currencies: [['USD', 70], ['EUR', 30]],
  },
  greek: {
    weight: 4,
    brands: [['Παπαδόπουλος', 'papadopoulos'], ['Αιγαίο', 'aigaio'], ['Αφοί Ιωάννου', 'ioannou'], ['Ήλιος', 'ilios'], ['Θάλασσα', 'thalassa'], ['Ωκεανός', 'okeanos'], ['Ψαράς', 'psaras']],
    trades: [['Τηλεπικοινωνίες', 'telecom'], ['Μεταφορές', 'metafores'], ['Λογιστικές Υπηρεσίες', 'logistiki'], ['Ξενοδοχεία', 'hotels'], ['Ναυτιλιακή', 'naftiliaki'], ['Φαρμακείο', 'farmakeio']],
    places: [['', ''], ['Αθήνα', 'athina'], ['Θεσσαλονίκη', 'thessaloniki'], ['Πάτρα', 'patra'], ['Λεμεσός', 'lemesos'], ['Χανιά', 'chania']],
    forms: ['Α.Ε.', 'Ε.Π.Ε.', 'Ι.Κ.Ε.', 'Ο.Ε.'],
    long: 'Διεθνής Εταιρεία Υπηρεσιών Τηλεφωνικής Εξυπηρέτησης και Διαχείρισης Κλήσεων',
    join: spaced,
    currencies: [['EUR', 1]],
  },
  arabic: {
    weight: 4,
    brands: [['النخيل', 'alnakheel'], ['الأفق الأزرق', 'alofuq'], ['نور الشرق', 'nooralsharq'], ['المدينة', 'almadina'], ['أبناء الخطيب', 'alkhatib'], ['واحة', 'waha'], ['فجر', 'fajr']],
    trades: [['للاتصالات', 'telecom'], ['للنقل', 'transport'], ['للعقارات', 'realestate'], ['للسياحة', 'travel'], ['للتأمين', 'insurance'], ['لطب الأسنان', 'dental']],
    places: [['', ''], ['دبي', 'dubai'], ['عمّان', 'amman'], ['القاهرة', 'cairo'], ['الرياض', 'riyadh'], ['الدار البيضاء', 'casablanca']],
    forms: ['ذ.م.م', 'ش.م.م', 'ش.ذ.م.م', 'وشركاه'],
    long: 'المؤسسة الإقليمية لخدمات الاتصالات الهاتفية واستقبال مكالمات العملاء على مدار الساعة',
    join: ({ brand, trade, place, form }) => spaced({ brand: `شركة ${brand}`, trade, place, form }),
    currencies: [['USD', 1]],
  },
  hebrew: {
    weight: 3,
    brands: [['כוכב הצפון', 'kochav'], ['אחים לוי', 'levi'], ['גל ים', 'galyam'], ['הדרים', 'hadarim'], ['בן־דוד', 'ben-david'], ['שקד', 'shaked']],
    trades: [['תקשורת', 'tikshoret'], ['הובלות', 'hovalot'], ['נדל"ן', 'nadlan'], ['ביטוח', 'bituach'], ['מרפאת שיניים', 'dental'], ['הנהלת חשבונות', 'heshbonot']],
    places: [['', ''], ['חיפה', 'haifa'], ['תל אביב', 'tlv'], ['ירושלים', 'jlm'], ['באר שבע', 'beersheva']],
    forms: ['בע"מ', 'ושות׳', ''],
    long: 'המרכז הארצי לשירותי טלפוניה, מוקדי שירות לקוחות, קבלת קריאות וניהול תורים',
    join: spaced,
    currencies: [['USD', 1]],
  },
  japanese: {
    weight: 4,
    brands: [['佐藤', 'sato'], ['さくら', 'sakura'], ['北斗', 'hokuto'], ['みらい', 'mirai'], ['ヤマト屋', 'yamatoya'], ['青空', 'aozora'], ['渡邊', 'watanabe']],
    trades: [['通信', 'tsushin'], ['運輸', 'unyu'], ['歯科医院', 'shika'], ['不動産', 'fudosan'], ['コールセンター', 'callcenter'], ['会計事務所', 'kaikei'], ['ベーカリー', 'bakery']],
    places: [['', ''], ['東京', 'tokyo'], ['大阪', 'osaka'], ['札幌', 'sapporo'], ['福岡', 'fukuoka'], ['横浜', 'yokohama']],
    forms: ['株式会社', '有限会社', '合同会社', ''],
    long: '全国電話応対業務受託および障害受付・緊急連絡網運営ならびに顧客対応品質管理支援事業部門統括本部西日本地域第二営業所付属研修センター運営準備室連絡事務所分室（夜間・休日受付窓口）',
    join: ({ brand, trade, place, form }) => `${brand}${place}${trade}${form}`,
    currencies: [['USD', 1]],
  },
  chinese: {
    weight: 4,
    brands: [['华信', 'huaxin'], ['金龙', 'jinlong'], ['东方明珠', 'dfmz'], ['瑞丰', 'ruifeng'], ['鴻海灣', 'hunghoiwan'], ['龍騰', 'lungtang'], ['天宇', 'tianyu']],
    trades: [['通讯', 'tongxun'], ['物流', 'wuliu'], ['電訊', 'telecom'], ['保险经纪', 'baoxian'], ['旅行社', 'travel'], ['牙科诊所', 'yake'], ['网络科技', 'wangluo']],
    places: [['', ''], ['上海', 'shanghai'], ['深圳', 'shenzhen'], ['香港', 'hk'], ['台北', 'taipei'], ['成都', 'chengdu']],
    forms: ['有限公司', '股份有限公司', '集团', '（国际）有限公司'],
    long: '全国电话客服外包及故障受理服务暨紧急联络网络运营管理与客户服务质量监督培训支持中心华南地区第二营业处附属夜间值班受理窗口综合协调办公室（筹备组）',
    join: ({ brand, trade, place, form }) => `${place}${brand}${trade}${form}`,
    currencies: [['USD', 1]],
  },
  korean: {
    weight: 2,
    brands: [['한빛', 'hanbit'], ['김가네', 'gimgane'], ['푸른하늘', 'pureunhaneul'], ['대성', 'daesung'], ['새벽', 'saebyeok'], ['미래', 'mirae']],
    trades: [['통신', 'tongsin'], ['물류', 'mullyu'], ['치과', 'chigwa'], ['부동산', 'budongsan'], ['콜센터', 'callcenter'], ['여행사', 'travel']],
    places: [['', ''], ['서울', 'seoul'], ['부산', 'busan'], ['인천', 'incheon'], ['대구', 'daegu']],
    forms: ['(주)', '주식회사', ''],
    long: '전국 전화 상담 대행 및 장애 접수, 긴급 연락망 운영과 고객 응대 품질 관리 지원 사업 본부 영남 지역 제2영업소 부설 야간 당직 접수 창구 준비실',
    join: ({ brand, trade, place, form }) => spaced({ brand: form, trade: brand + trade, place, form: '' }),
    currencies: [['USD', 1]],
  },
}
const weighted = Object.values(cultures).map(culture => [culture, culture.weight] as const)

/** A business as a reseller meets it: any script, sometimes a very long name. The domain is reserved for examples. */
export function makeBusiness(random: Random) {
  const culture = random.weighted(weighted)
  const [brand, brandLatin] = random.pick(culture.brands)
  const [trade, tradeLatin] = random.pick(culture.trades)
  const [place, placeLatin] = random.pick(culture.places)
  const form = random.pick(culture.forms)
  const short = culture.join({ brand, trade, place, form }).trim()
  const name = random.chance(0.025) ? `${short}, ${culture.long}` : short
  const labels = [brandLatin, tradeLatin, placeLatin].filter(Boolean).slice(0, random.int(1, 3))
  return { name, domain: `${labels.join('-')}.example`, currency: random.weighted(culture.currencies) }
}
