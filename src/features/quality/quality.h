#pragma once
// What providers will ask about a referral because it does not say it: rules/referral_questions.toml, in the order in which they
// ask. It is said to whoever writes the referral before it is sent, and to whoever looks for a home afterwards.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/referrals/referrals.h"

namespace rightplace::quality {

enum class Topic { Purpose, Until, Needs, RisksToChild, RisksToOthers, Places, Wishes, School, Siblings, Earlier, Picture };
inline constexpr auto kTopics = enum_names<Topic>({{Topic::Purpose, "purpose", "Purpose"},
                                                   {Topic::Until, "until", "Until when"},
                                                   {Topic::Needs, "needs", "Needs"},
                                                   {Topic::RisksToChild, "risks_to_child", "Risks to the child"},
                                                   {Topic::RisksToOthers, "risks_to_others", "Risks to others"},
                                                   {Topic::Places, "places", "Places"},
                                                   {Topic::Wishes, "wishes", "Wishes"},
                                                   {Topic::School, "school", "School"},
                                                   {Topic::Siblings, "siblings", "Brothers and sisters"},
                                                   {Topic::Earlier, "earlier", "Earlier placements"},
                                                   {Topic::Picture, "picture", "What the child is like"}});

struct Question {
  Topic topic = Topic::Purpose;
  std::string question;
  std::string why;
  int evidence_days = 0;   // of the risks: how old their latest evidence may be
};
// Invalid names every fault: a topic that the program does not know, one that stands twice, risks without evidence_days.
Result<std::vector<Question>> read_questions(std::string_view toml, std::string_view source);
const std::vector<Question>& questions();   // those that came with the program

// What is not said.
struct Gap {
  Topic topic = Topic::Purpose;
  std::string question;
  std::string why;
};
struct Quality {
  std::size_t said = 0, of = 0;
  std::vector<Gap> gaps;
};
Quality quality_of(const referrals::Referral& referral, Date today);
// The same by other questions.
Quality quality_of(const referrals::Referral& referral, Date today, const std::vector<Question>& questions);

}  // namespace rightplace::quality
