#include "cli/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/console.h"

namespace rightplace::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Spec kMatch{"match", "Ranks the homes that could be right for a child, with the reasons",
                  {{"--referral", "FILE", "The referral, as a file or its reference", Takes::One, true},
                   {"--as-at", "DATE", "Supply and rules as they stood on this day", Takes::One},
                   {"--top", "N", "How many homes to show", Takes::One},
                   {"--explain", "URN", "Shows every reason for one home", Takes::Many},
                   {"--json", "", "Writes JSON", Takes::Nothing}},
                  "Homes come in order of score.\n  rightplace match --referral R-7K3M9Q"};
const Spec kRegister{"import register", "Reads Ofsted's lists of homes",
                     {{"FILE", "", "CSV, ODS or XLSX", Takes::Many, true}, {"--dry-run", "", "Changes nothing", Takes::Nothing}}};
const Spec kReturn{"import return", "Reads a children's return", {{"SOURCE", "", "A folder or an XML file", Takes::One, true}}};
const Spec kDoctor{"doctor", "Looks for trouble", {}};
const std::vector<const Spec*> kSpecs = {&kMatch, &kRegister, &kReturn, &kDoctor};

Result<Parsed> parsed(const std::vector<std::string>& words) { return parse(kSpecs, words, "0.1.0"); }
std::string refusal(const std::vector<std::string>& words) {
  const auto result = parsed(words);
  if (result) return "accepted";
  EXPECT_EQ(result.error().kind, ErrorKind::Invalid);
  return result.error().detail;
}

TEST(Commands, OptionsAreReadInBothSpellings) {
  const auto result = parsed({"match", "--referral", "a b.json", "--as-at=2026-03-02", "--top", "5", "--json"});
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->spec, &kMatch);
  const auto& arguments = *result->arguments;
  EXPECT_EQ(arguments.text("--referral"), "a b.json");
  EXPECT_EQ(arguments.date("--as-at").value(), Date(2026, 3, 2));
  EXPECT_EQ(arguments.integer("--top", 1, 100).value(), 5);
  EXPECT_TRUE(arguments.has("--json"));
  EXPECT_FALSE(arguments.has("--explain"));
  EXPECT_EQ(arguments.text("--explain"), std::nullopt);
}

TEST(Commands, AManyOptionIsRepeatedAndSwallowsNothingBehindIt) {
  const auto result = parsed({"match", "--referral", "x", "--explain", "SC1", "--explain=[a,b]", "--json"});
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_THAT(result->arguments->all("--explain"), ElementsAre("SC1", "[a,b]"));
  EXPECT_THAT(refusal({"match", "--referral", "x", "--explain", "SC1", "SC2"}), HasSubstr("does not know what to do with \"SC2\""));
}

TEST(Commands, NamesOfSeveralWordsTakePositionals) {
  const auto result = parsed({"import", "register", "a.csv", "--dry-run", "b.ods"});
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->spec, &kRegister);
  EXPECT_THAT(result->arguments->all("FILE"), ElementsAre("a.csv", "b.ods"));
}

TEST(Commands, WhatFollowsTwoDashesIsNeverAnOption) {
  const auto result = parsed({"import", "register", "a.csv", "--", "--dry-run", "--help", "-x"});
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_FALSE(result->arguments->has("--dry-run"));
  EXPECT_THAT(result->arguments->all("FILE"), ElementsAre("a.csv", "--dry-run", "--help", "-x"));
}

TEST(Commands, AValueMayBeginWithOneDashAndADashAloneIsAWord) {
  for (const std::string value : {"-5", "-", "a,b", "[x]"}) {
    const auto result = parsed({"match", "--referral", value});
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->arguments->text("--referral"), value);
  }
  for (const std::string value : {"--odd", "", "--json", "a=b"}) {
    const auto result = parsed({"match", "--referral=" + value});
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->arguments->text("--referral"), value);
    EXPECT_FALSE(result->arguments->has("--json"));
  }
  EXPECT_EQ(parsed({"import", "return", "-"}).value().arguments->text("SOURCE"), "-");
}

TEST(Commands, WhatIsMissingIsNamed) {
  EXPECT_THAT(refusal({"match"}), HasSubstr("rightplace match needs --referral FILE: The referral, as a file or its reference"));
  EXPECT_THAT(refusal({"import", "register"}), HasSubstr("rightplace import register needs FILE: CSV, ODS or XLSX"));
  EXPECT_THAT(refusal({"match", "--referral"}), HasSubstr("--referral needs a value: --referral FILE"));
  EXPECT_THAT(refusal({"match", "--referral", "--json"}), HasSubstr("--referral needs a value"));
}

TEST(Commands, WhatIsTooMuchIsNamed) {
  EXPECT_THAT(refusal({"match", "--referral", "a", "--referral", "b"}), HasSubstr("--referral was given 2 times"));
  EXPECT_THAT(refusal({"import", "return", "a", "b"}), HasSubstr("does not know what to do with \"b\""));
  EXPECT_THAT(refusal({"match", "--referral", "a", "--json=yes"}), HasSubstr("--json takes no value"));
}

TEST(Commands, MisspeltNamesGetASuggestion) {
  EXPECT_THAT(refusal({"mathc"}), HasSubstr("There is no command mathc; did you mean match?"));
  EXPECT_THAT(refusal({"import", "registre"}), HasSubstr("There is no command import registre; did you mean import register?"));
  EXPECT_THAT(refusal({"imprt", "register"}), HasSubstr("did you mean import register?"));
  EXPECT_THAT(refusal({"match", "--refferal", "x"}), HasSubstr("rightplace match has no option --refferal; did you mean --referral?"));
  EXPECT_THAT(refusal({"match", "--referral", "x", "--as_at=1"}), HasSubstr("no option --as_at; did you mean --as-at?"));
  EXPECT_THAT(refusal({"zzz"}), Not(HasSubstr("did you mean")));
  EXPECT_THAT(refusal({"import"}), HasSubstr("import is the beginning of several commands: import register and import return"));
  EXPECT_THAT(refusal({"--json", "match"}), HasSubstr("Name a command before its options"));
}

TEST(Commands, ValuesOfTheWrongKindNameTheOptionAndWhatWasExpected) {
  const auto result = parsed({"match", "--referral", "x", "--as-at", "02/03/2026", "--top", "0"});
  EXPECT_EQ(result->arguments->date("--as-at").error().detail, "--as-at takes a date written as 2026-03-02, and was given \"02/03/2026\"");
  EXPECT_EQ(result->arguments->integer("--top", 1, 50).error().detail, "--top takes a whole number from 1 to 50, and was given \"0\"");
  EXPECT_EQ(result->arguments->number("--top", 0, 1).value(), 0.0);
}

TEST(Commands, AskingForAnOptionTheCommandDoesNotHaveIsABug) {
  const auto result = parsed({"doctor"});
  EXPECT_THROW((void)result->arguments->text("--json"), std::logic_error);
}

TEST(Commands, HelpFitsEightyColumnsAndNamesEveryOption) {
  for (const auto& words : {std::vector<std::string>{"match", "--help"}, {"help", "match"}, {"match", "--referral", "x", "--help"}}) {
    const auto help = parsed(words);
    ASSERT_TRUE(help) << help.error().detail;
    EXPECT_EQ(help->spec, nullptr);
    for (const auto& option : kMatch.options) EXPECT_THAT(help->text, HasSubstr(std::string(option.name)));
    EXPECT_THAT(help->text, HasSubstr("--as-at DATE"));
    EXPECT_THAT(help->text, HasSubstr("\n  rightplace match --referral R-7K3M9Q\n"));
    for (const auto line : split(help->text, '\n')) EXPECT_LE(character_count(line), 80u) << line;
  }
}

TEST(Commands, TheListOfCommandsGroupsThoseThatShareAWord) {
  for (const auto& words : {std::vector<std::string>{}, {"--help"}, {"help"}}) {
    const auto help = parsed(words);
    ASSERT_TRUE(help);
    EXPECT_THAT(help->text, HasSubstr("Commands\n  match            Ranks the homes"));
    EXPECT_THAT(help->text, HasSubstr("Import\n  import register  "));
    for (const auto line : split(help->text, '\n')) EXPECT_LE(character_count(line), 80u) << line;
  }
  EXPECT_THAT(parsed({"import", "--help"})->text, Not(HasSubstr("doctor")));
}

TEST(Commands, TheVersionIsPrinted) { EXPECT_EQ(parsed({"--version"})->text, "rightplace 0.1.0\n"); }

TEST(Commands, TheOptionsPageIsMadeFromTheSameRows) {
  EXPECT_EQ(options_markdown({&kRegister, &kDoctor}),
            "\n## rightplace import register\n\nReads Ofsted's lists of homes.\n"
            "\n| option | meaning |\n|---|---|\n"
            "| `FILE…` | CSV, ODS or XLSX (required) |\n"
            "| `--dry-run` | Changes nothing |\n"
            "\n## rightplace doctor\n\nLooks for trouble.\n");
  EXPECT_THAT(options_markdown(kSpecs), HasSubstr("| `--explain URN…` | Shows every reason for one home |"));
}

}  // namespace
}  // namespace rightplace::cli
