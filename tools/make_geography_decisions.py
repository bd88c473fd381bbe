"""The reviewed decisions behind data/: dates, names, recoded and former authorities, and which authorities adjoin.

Adjoining is read as sharing a boundary line, on land or in water: the Thames, Tyne, Tamar, Tees and Mersey boundaries run
along the middle of the river, so authorities that face each other across it adjoin even where maps drawn to the shore
show a gap. Meeting in one point, or with the open sea between, is not adjoining. Where a map does not settle it, the
pair is not adjoining: treating a host authority as distant asks for the higher approval and the fuller consultation, so
doubt never takes a protection away from a child. Water boundaries were checked against the Office for National
Statistics' list of districts that share a boundary (full extent of the realm, 2021).
"""

FROM_1995 = {"E06000046"}
FROM_1996 = {"E06000001", "E06000002", "E06000003", "E06000004", "E06000010", "E06000011", "E06000012", "E06000013",
             "E06000014", "E06000022", "E06000023", "E06000024", "E06000025"}
FROM_1997 = {"E06000005", "E06000015", "E06000016", "E06000017", "E06000021", "E06000030", "E06000032", "E06000042",
             "E06000043", "E06000044", "E06000045"}
FROM_1998 = {"E06000006", "E06000007", "E06000008", "E06000009", "E06000018", "E06000019", "E06000020", "E06000026",
             "E06000027", "E06000031", "E06000033", "E06000034", "E06000035", "E06000036", "E06000037", "E06000038",
             "E06000039", "E06000040", "E06000041"}
FROM_2009 = {"E06000049", "E06000050", "E06000055", "E06000056"}

# Authorities that have ended. whole_of: the present authorities of which the area is exactly the sum.
FORMER = {
    "E06000028": {"name": "Bournemouth", "dfe": 837, "kind": "unitary", "region": "E12000009", "from": "1997-04-01",
                  "to": "2019-04-01", "whole_of": []},
    "E06000029": {"name": "Poole", "dfe": 836, "kind": "unitary", "region": "E12000009", "from": "1997-04-01",
                  "to": "2019-04-01", "whole_of": []},
    "E10000001": {"name": "Bedfordshire", "dfe": 820, "kind": "county", "region": "E12000006", "from": "1974-04-01",
                  "to": "2009-04-01", "whole_of": ["E06000055", "E06000056"]},
    "E10000004": {"name": "Cheshire", "dfe": 875, "kind": "county", "region": "E12000002", "from": "1974-04-01",
                  "to": "2009-04-01", "whole_of": ["E06000049", "E06000050"]},
    "E10000006": {"name": "Cumbria", "dfe": 909, "kind": "county", "region": "E12000002", "from": "1974-04-01",
                  "to": "2023-04-01", "whole_of": ["E06000063", "E06000064"]},
    "E10000009": {"name": "Dorset", "dfe": 835, "kind": "county", "region": "E12000009", "from": "1974-04-01",
                  "to": "2019-04-01", "whole_of": []},
    "E10000021": {"name": "Northamptonshire", "dfe": 928, "kind": "county", "region": "E12000004", "from": "1974-04-01",
                  "to": "2021-04-01", "whole_of": ["E06000061", "E06000062"]},
}

# former code, code that follows, day, kind, note. A recoded authority is the same authority under a new code.
OLD_CODES = [
    ("E10000005", "E06000052", "2009-04-01", "recoded", "County to unitary authority, same area"),
    ("E10000010", "E06000047", "2009-04-01", "recoded", "County to unitary authority, same area"),
    ("E10000022", "E06000048", "2009-04-01", "recoded", "County to unitary authority, same area"),
    ("E10000026", "E06000051", "2009-04-01", "recoded", "County to unitary authority, same area"),
    ("E10000033", "E06000054", "2009-04-01", "recoded", "County to unitary authority, same area"),
    ("E10000001", "E06000055", "2009-04-01", "split", "Bedford district"),
    ("E10000001", "E06000056", "2009-04-01", "split", "Mid and South Bedfordshire districts"),
    ("E10000004", "E06000049", "2009-04-01", "split", "Congleton, Crewe and Nantwich, and Macclesfield districts"),
    ("E10000004", "E06000050", "2009-04-01", "split", "Chester, Ellesmere Port and Neston, and Vale Royal districts"),
    ("E06000048", "E06000057", "2013-04-01", "recoded", "Small change of boundary with Gateshead"),
    ("E08000020", "E08000037", "2013-04-01", "recoded", "Small change of boundary with Northumberland"),
    ("E10000009", "E06000059", "2019-04-01", "split", "The county without Christchurch"),
    ("E10000009", "E06000058", "2019-04-01", "split", "Christchurch district"),
    ("E06000028", "E06000058", "2019-04-01", "merged", "Whole area"),
    ("E06000029", "E06000058", "2019-04-01", "merged", "Whole area"),
    ("E10000002", "E06000060", "2020-04-01", "recoded", "County to unitary authority, same area"),
    ("E10000021", "E06000061", "2021-04-01", "split", "Corby, East Northamptonshire, Kettering and Wellingborough districts"),
    ("E10000021", "E06000062", "2021-04-01", "split", "Daventry, Northampton and South Northamptonshire districts"),
    ("E10000006", "E06000063", "2023-04-01", "split", "Allerdale, Carlisle and Copeland districts"),
    ("E10000006", "E06000064", "2023-04-01", "split", "Barrow-in-Furness, Eden and South Lakeland districts"),
    ("E10000023", "E06000065", "2023-04-01", "recoded", "County to unitary authority, same area"),
    ("E10000027", "E06000066", "2023-04-01", "recoded", "County to unitary authority, same area"),
    ("E08000016", "E08000038", "2025-04-01", "recoded", "Small change of boundary with Sheffield"),
    ("E08000019", "E08000039", "2025-04-01", "recoded", "Small change of boundary with Barnsley"),
]

# District codes no longer in use that older postcode files still carry.
OLD_DISTRICTS = [
    ("E06000028", "Bournemouth", "E06000058"), ("E06000029", "Poole", "E06000058"),
    ("E06000048", "Northumberland", "E06000057"), ("E08000020", "Gateshead", "E08000037"),
    ("E08000016", "Barnsley", "E08000038"), ("E08000019", "Sheffield", "E08000039"),
    ("E07000004", "Aylesbury Vale", "E06000060"), ("E07000005", "Chiltern", "E06000060"),
    ("E07000006", "South Bucks", "E06000060"), ("E07000007", "Wycombe", "E06000060"),
    ("E07000026", "Allerdale", "E06000063"), ("E07000028", "Carlisle", "E06000063"), ("E07000029", "Copeland", "E06000063"),
    ("E07000027", "Barrow-in-Furness", "E06000064"), ("E07000030", "Eden", "E06000064"),
    ("E07000031", "South Lakeland", "E06000064"),
    ("E07000048", "Christchurch", "E06000058"), ("E07000049", "East Dorset", "E06000059"),
    ("E07000050", "North Dorset", "E06000059"), ("E07000051", "Purbeck", "E06000059"),
    ("E07000052", "West Dorset", "E06000059"), ("E07000053", "Weymouth and Portland", "E06000059"),
    ("E07000097", "East Hertfordshire", "E10000015"), ("E07000100", "St Albans", "E10000015"),
    ("E07000101", "Stevenage", "E10000015"), ("E07000104", "Welwyn Hatfield", "E10000015"),
    ("E07000150", "Corby", "E06000061"), ("E07000152", "East Northamptonshire", "E06000061"),
    ("E07000153", "Kettering", "E06000061"), ("E07000156", "Wellingborough", "E06000061"),
    ("E07000151", "Daventry", "E06000062"), ("E07000154", "Northampton", "E06000062"),
    ("E07000155", "South Northamptonshire", "E06000062"),
    ("E07000163", "Craven", "E06000065"), ("E07000164", "Hambleton", "E06000065"), ("E07000165", "Harrogate", "E06000065"),
    ("E07000166", "Richmondshire", "E06000065"), ("E07000167", "Ryedale", "E06000065"),
    ("E07000168", "Scarborough", "E06000065"), ("E07000169", "Selby", "E06000065"),
    ("E07000187", "Mendip", "E06000066"), ("E07000188", "Sedgemoor", "E06000066"),
    ("E07000189", "South Somerset", "E06000066"), ("E07000190", "Taunton Deane", "E06000066"),
    ("E07000191", "West Somerset", "E06000066"), ("E07000246", "Somerset West and Taunton", "E06000066"),
    ("E07000201", "Forest Heath", "E10000029"), ("E07000204", "St Edmundsbury", "E10000029"),
    ("E07000205", "Suffolk Coastal", "E10000029"), ("E07000206", "Waveney", "E10000029"),
]

# Spellings that the rules of name matching (case, "&", punctuation, "City of", "County", "Council"…) do not reach.
ALIASES = {
    "E06000008": ["Blackburn"],
    "E06000010": ["Hull"],
    "E06000011": ["East Riding"],
    "E06000020": ["Telford", "The Wrekin"],
    "E06000022": ["Bath & NE Somerset", "Bath and N E Somerset", "BANES"],
    "E06000033": ["Southend"],
    "E06000035": ["Medway Towns"],
    "E06000037": ["West Berkshire (Newbury)", "Newbury"],
    "E06000039": ["Slough Borough"],
    "E06000040": ["Windsor & Maidenhead (Royal Borough)"],
    "E06000053": ["Scilly", "Scilly Isles"],
    "E06000058": ["BCP"],
    "E08000021": ["Newcastle"],
    "E09000013": ["Hammersmith"],
    "E09000020": ["Kensington", "RBKC"],
    "E09000021": ["Kingston"],
    "E09000027": ["Richmond"],
    "E09000001": ["City of London Corporation", "Corporation of London"],
}

THAMES = "The boundary runs along the middle of the Thames"
# The candidates that share no line on the drawn map.
REVIEWED_NO_LINE = {
    ("E06000003", "E06000004"): ("yes", "water", "The boundary runs along the middle of the Tees below Middlesbrough"),
    ("E06000026", "E06000052"): ("yes", "water", "The boundary runs along the Tamar and the Hamoaze"),
    ("E06000034", "E09000004"): ("yes", "water", THAMES + " between Purfleet and Crayford Ness"),
    ("E06000034", "E10000016"): ("yes", "water", THAMES + " between Grays and Tilbury and Dartford and Gravesend"),
    ("E08000012", "E08000015"): ("yes", "water", "The boundary runs along the middle of the Mersey"),
    ("E08000021", "E08000023"): ("yes", "water", "The boundary runs along the middle of the Tyne between Walker and Hebburn"),
    ("E08000022", "E08000023"): ("yes", "water", "The boundary runs along the middle of the Tyne from Wallsend to the sea"),
    ("E09000001", "E09000022"): ("yes", "water", THAMES + " for about 100 metres below Temple"),
    ("E09000001", "E09000028"): ("yes", "water", THAMES + " from Blackfriars to Tower Bridge"),
    ("E09000002", "E09000004"): ("yes", "water", THAMES + " between Dagenham and Crossness"),
    ("E09000002", "E09000011"): ("yes", "water", THAMES + " between Barking Riverside and Thamesmead"),
    ("E09000004", "E09000016"): ("yes", "water", THAMES + " between Erith and Rainham Marshes"),
    ("E09000011", "E09000025"): ("yes", "water", THAMES + " between Woolwich and North Woolwich"),
    ("E09000011", "E09000030"): ("yes", "water", THAMES + " between Greenwich and the Isle of Dogs"),
    ("E09000020", "E09000032"): ("yes", "water", THAMES + " between Chelsea and Battersea"),
    ("E09000022", "E09000033"): ("yes", "water", THAMES + " from Vauxhall to Waterloo Bridge"),
    ("E09000023", "E09000030"): ("yes", "water", THAMES + " for about half a mile between Deptford and the Isle of Dogs"),
    ("E09000028", "E09000030"): ("yes", "water", THAMES + " between Rotherhithe and Wapping and Limehouse"),
    ("E09000032", "E09000033"): ("yes", "water", THAMES + " between Nine Elms and Pimlico"),
    ("E08000027", "E08000030"): ("no", "none", "Sandwell and Wolverhampton meet between them"),
    ("E09000007", "E09000012"): ("no", "none", "Islington lies between"),
    ("E09000007", "E09000022"): ("no", "none", "Westminster and the City of London lie between"),
    ("E09000007", "E09000028"): ("no", "none", "Westminster and the City of London lie between"),
    ("E09000008", "E09000023"): ("no", "none", "Bromley lies between"),
    ("E09000008", "E09000028"): ("no", "none", "Bromley and Lambeth meet between them; with Croydon the four come close to one point at Crystal Palace"),
    ("E09000008", "E09000032"): ("no", "none", "Merton and Lambeth meet between them"),
    ("E09000009", "E09000027"): ("no", "none", "Hounslow lies between"),
    ("E09000011", "E09000028"): ("no", "none", "Lewisham lies between, and Tower Hamlets across the Thames"),
    ("E09000013", "E09000033"): ("no", "none", "Kensington and Chelsea and Brent meet between them"),
    ("E09000018", "E09000032"): ("no", "none", "Hammersmith and Fulham and Richmond upon Thames meet between them in the Thames"),
    ("E09000019", "E09000022"): ("no", "none", "The City of London lies between"),
    ("E09000019", "E09000028"): ("no", "none", "The City of London lies between"),
    ("E09000019", "E09000030"): ("no", "none", "Hackney and the City of London meet between them"),
    ("E09000019", "E09000033"): ("no", "none", "Camden lies between"),
    ("E09000022", "E09000023"): ("no", "none", "Southwark lies between"),
    ("E09000024", "E09000027"): ("no", "none", "Kingston upon Thames and Wandsworth meet between them on Beverley Brook"),
    ("E09000024", "E10000030"): ("no", "none", "Kingston upon Thames and Sutton meet between them"),
    ("E09000028", "E09000032"): ("no", "none", "Lambeth lies between"),
    ("E09000028", "E09000033"): ("no", "none", "The City of London and Lambeth meet between them in the Thames below Temple"),
    ("E09000030", "E09000031"): ("no", "none", "Hackney and Newham meet between them in the Lea valley"),
}

# Pairs that meet in water too wide for the candidates (no postcodes within 1,500 metres of each other).
ADDED = {
    ("E06000001", "E06000003"): ("water", "The boundary meets at the mouth of the Tees"),
    ("E06000034", "E06000035"): ("water", THAMES + " between Stanford-le-Hope and the Hoo peninsula"),
    ("E06000035", "E10000012"): ("water", THAMES + " between Canvey Island and the Hoo peninsula"),
    ("E06000050", "E08000012"): ("water", "The boundary runs along the middle of the Mersey estuary above Eastham"),
    ("E08000014", "E08000015"): ("water", "The boundary runs along the mouth of the Mersey between Bootle and Wallasey"),
}

# Pairs that a reader of the map may expect, and that do not adjoin.
REJECTED = {
    ("E06000010", "E06000013"): "The City of Hull ends at its shore; the Humber there is the East Riding's and North Lincolnshire's",
    ("E06000011", "E06000012"): "The mouth of the Humber, open to the sea, lies between",
    ("E06000033", "E06000035"): "The open estuary of the Thames lies between; the boundary in the river ends above Southend",
    ("E06000044", "E06000046"): "The Solent lies between",
    ("E06000045", "E06000046"): "The Solent lies between",
    ("E06000046", "E10000014"): "The Solent lies between",
    ("E06000052", "E06000053"): "The sea lies between",
    ("E10000012", "E10000016"): "Thurrock and Medway lie along the Thames between them; below, the estuary is open sea",
    ("E06000030", "E06000037"): "Wiltshire and Oxfordshire meet between them",
}

# Neighbours of former authorities that are not the sum of present ones.
FORMER_ADJOINING = {
    ("E06000028", "E06000029"): "Shared a drawn boundary until both joined Bournemouth, Christchurch and Poole",
    ("E06000028", "E10000009"): "Shared a drawn boundary with East Dorset and Christchurch",
    ("E06000029", "E10000009"): "Shared a drawn boundary with East Dorset and Purbeck",
    ("E06000054", "E10000009"): "Shared a drawn boundary with North Dorset and East Dorset",
    ("E06000066", "E10000009"): "Shared a drawn boundary with West Dorset and North Dorset",
    ("E10000008", "E10000009"): "Shared a drawn boundary with West Dorset",
    ("E10000009", "E10000014"): "Shared a drawn boundary with Christchurch and East Dorset",
}
